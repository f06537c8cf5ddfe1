import { SIMPLIFIED_PAIRS } from "./simplified-characters.ts";

/**
 * Radicals that PDFs put in place of the characters they are (⻄安市⻓安区). NFKC knows those of Kangxi and two of these;
 * the rest is after Unicode's EquivalentUnifiedIdeograph.txt, as far as the radical is a whole character.
 */
const RADICAL_PAIRS =
  "⺁厂⺃乚⺅亻⺆冂⺈刀⺉刂⺊卜⺌小⺍小⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺖忄⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺬示⺭礻" +
  "⺯糹⺰纟⺲罒⺵网⺶羊⺷羊⺸羊⺹耂⺻聿⺼肉⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻈讠⻉贝⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑长⻒镸⻓长⻔门⻖阝⻗雨⻘青" +
  "⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龟⻲亀⻳龟";

/** Brackets and quotes of Chinese writing, for rules that know those of ASCII. */
const PUNCTUATION_PAIRS = `【[】]〔[〕]「"」"『"』"“"”"‘'’'`;

let table: Uint16Array | undefined;

/**
 * The text with full-width forms, compatibility characters and radicals as their plain ones and traditional characters
 * as simplified ones, one code unit for each, so offsets stay. What is not one to one stays as it is.
 */
export function foldCharacters(text: string): string {
  table ??= foldTable();
  let at = 0;
  while (at < text.length && table[text.charCodeAt(at)] === text.charCodeAt(at)) at++;
  // Nearly every text: writing it anew costs more than the whole look.
  if (at === text.length) return text;
  let folded = text.slice(0, at);
  for (; at < text.length; at++) folded += String.fromCharCode(table[text.charCodeAt(at)] as number);
  return folded;
}

function foldTable(): Uint16Array {
  const fold = Uint16Array.from({ length: 0x10000 }, (_, unit) => {
    const plain = String.fromCharCode(unit).normalize("NFKC");
    return plain.length === 1 ? plain.charCodeAt(0) : unit;
  });
  const pairs = `${RADICAL_PAIRS}${PUNCTUATION_PAIRS}${SIMPLIFIED_PAIRS}`;
  for (let i = 0; i < pairs.length; i += 2) fold[pairs.charCodeAt(i)] = pairs.charCodeAt(i + 1);
  // A radical or a compatibility form may be that of a traditional character.
  return fold.map((unit) => fold[unit] as number);
}
