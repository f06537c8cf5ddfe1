"""What may be left around an address behind the text pass: names, notes, scraps of letters and digits. No element, but it moves the address."""

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂鑫宇浩然子轩梓涵欣怡思雨佳琪雪梅建国华文斌志辉海燕玉婷春红晓东丹凤小龙天一"
NOTES = (
    "请放门口 麻烦送上楼 到了打电话 送货上门 周末不送货 放前台就行 放丰巢柜 发顺丰 谢谢 收 急件 易碎品轻拿轻放 不要发邮政 工作日派送 亲启 "
    "到之前先打电话 货到付款 家里没人放快递柜 请尽快发货 送到 寄到 地址是 新地址 改成 派送到 我在 麻烦改一下地址 发到 联系人 老师 先生 女士 "
    "本人签收 下午三点以后送 放保安室 不要放驿站 给我发这个地址 单位收 快递送到家 AAA AA A0 000000 00000000000 A00000000 0 000 00 000AA AAAAAAA "
    "你好 您好 麻烦 快点 亲 发货前检查一下 外包装不要写名字 只收顺丰 到付 备注 其他 代收 转"
).split()


def person(rng):
    return rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.randint(1, 2)))


def noise(rng, most=6):
    """Mostly short; long enough now and then for an address to begin anywhere in a window."""
    parts = rng.randint(1, most) if rng.random() < 0.3 else 1
    return "".join(person(rng) if rng.random() < 0.4 else rng.choice(NOTES) for _ in range(parts))
