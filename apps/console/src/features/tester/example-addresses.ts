/** Addresses of public places: simplified, traditional, mixed with Latin, with and without street and floor. */
export const examples: readonly string[] = [
  "北京市东城区景山前街4号故宫博物院",
  "上海市浦东新区世纪大道100号上海环球金融中心94层",
  "浙江省杭州市西湖区浙大路38号浙江大学玉泉校区图书馆3楼",
  "成都市武侯区国学巷37号四川大学华西医院第一住院大楼对面",
  "香港九龍尖沙咀梳士巴利道10號香港太空館",
  "上海市静安区南京西路789号 HKRI Taikoo Hui 兴业太古汇B1层",
];
