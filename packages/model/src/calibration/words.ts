/** Parts of made-up but ordinary names. None is taken from a data set of addresses. */
const words = (text: string): readonly string[] => text.split(" ");

export const ROAD_STEMS = words(
  "人民 解放 建设 中山 文化 和平 胜利 新华 长江 黄河 滨河 环城 学府 科技 创业 振兴 迎宾 朝阳 青年 工业 " +
    "金水 凤凰 龙湖 天目山 文二 文三 古翠 望江 富强 友谊 体育场 北京 南京 深圳 珠江 湘江 赣江 复兴 健康 幸福 " +
    "东风 红旗 延安 八一 五一 站前 机场 江南 沿江 秀水 梧桐 银杏 桂花 樱花 松柏 翠竹 百合 香樟 玉兰 荷花",
);
export const ROAD_KINDS = words("路 路 路 路 街 大道 大街 东路 西路 南路 北路 中路 巷");
export const POI_STEMS = words(
  "金色 阳光 世纪 万象 星河 锦绣 绿城 碧水 东方 国际 时代 华府 悦来 安居 康乐 金鼎 银泰 海悦 富华 宏泰 " +
    "同德 永兴 鑫源 华联 天虹 景秀 御景 盛世 和谐 春江 翡翠 观澜 金桥 中央 丽景 龙腾 腾飞 新天地 汇丰 百盛",
);
export const ESTATES = words("花园 小区 公寓 家园 新村 名苑 华庭 佳苑 雅苑 豪庭 山庄");
export const BUILDINGS = words("大厦 广场 商务中心 购物中心 国际大厦 写字楼 综合楼 科技大厦");
export const PLACES = words(
  "第一小学 实验中学 人民医院 中医院 幼儿园 农贸市场 汽车站 火车站 客运中心 图书馆 体育馆 加油站 派出所 菜市场",
);
export const SHOPS = words("便利店 药店 超市 理发店 快递驿站 小吃店 茶叶店 服装店 五金店 水果店");
export const ZONES = words("经济开发区 高新技术产业开发区 工业园区 科技园 产业园 工业园 物流园 创业园");
export const VILLAGE_STEMS = words(
  "王家 李家 张家 陈家 上河 下河 前进 后塘 石桥 大坪 新民 双龙 红星 向阳 团结 小溪 东湖 西山 桃花 柳林 杨树 永安 长岭 高桥 平安",
);
export const SIDES = words("对面 旁边 附近 斜对面 东侧 西侧 南门 北门");
/** Between a place and what is looked for there. */
export const LINKS = ["", "", " ", "附近", "附近的", "旁边的", "对面的", "里的"];
