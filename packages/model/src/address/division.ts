export type DivisionLevel = "province" | "city" | "district";

/** A province, city, district or zone of today. */
export interface Division {
  readonly name: string;
  /** A zone stands beside the districts of its city. */
  readonly level: DivisionLevel;
  /** Six digits of GB/T 2260; null where no source has one: zones, 岑岭县, what is in Taiwan. */
  readonly adcode: string | null;
  /** The division above. A municipality's districts and a county directly under a province have the province here. */
  readonly parent: Division | null;
  /** Divisions that people also name above it: 伊犁哈萨克自治州 of 塔城地区, 阿克苏地区 of 阿拉尔市. */
  readonly alsoInside: readonly Division[];
  readonly children: readonly Division[];
  /** From the province down to the division itself. */
  readonly path: readonly Division[];
  /**
   * `municipality`: province and city in one (北京市). `area`: part of Hong Kong or Macau that people name but that no
   * authority governs (九龙). `zone`: development zone or new area, which overlaps districts. `plain`: all others.
   */
  readonly kind: "plain" | "municipality" | "area" | "zone";
  /** ISO date, or two with a slash between them; "" before the oldest list (2015-09-30). */
  readonly validFrom: string;
}
