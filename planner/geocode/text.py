"""Addresses as people type them, made comparable: width, radicals, traditional forms, spaces."""

import re
import unicodedata

# NFKC leaves the CJK radicals supplement alone; such characters come out of PDFs.
_RADICALS = str.maketrans(
    "⺀⺁⺇⺈⺋⺌⺎⺐⺔⺕⺗⺙⺛⺠⺢⺤⺩⺫⺬⺮⺳⺶⺼⺾⻁⻄⻅⻆⻉⻋⻌⻏⻐⻓⻔⻖⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰",
    "冫厂几刀卩小兀尤乙彐小攵无民水灬王罒示竹罒羊肉艹虎西见角贝车辶阝钅长门阝青页风飞食马骨鬼鱼鸟卤麦黄齐齿龙",
)
# Only forms that occur in addresses; general conversion belongs to a dictionary.
_TRADITIONAL = str.maketrans(
    "號廈門區東灣園樓橋鎮鄉縣廣場龍馬陽陰華興國業產電關崗嶺島嶼濱滄潯雲蓮塢莊倉廠鐵機車軍劍鳳鶴鷺雞魚鳥麗寶財貿聯發開創環科學體館"
    "禮義愛長烏黃綠藍紅銀錦鑽應樂榮齊壽慶優億萬豐實農漁鹽礦湧潤溝瀨灘澤濟漢蘇浙閩贛魯遼寧內對臨鄰號弄號",
    "号厦门区东湾园楼桥镇乡县广场龙马阳阴华兴国业产电关岗岭岛屿滨沧浔云莲坞庄仓厂铁机车军剑凤鹤鹭鸡鱼鸟丽宝财贸联发开创环科学体馆"
    "礼义爱长乌黄绿蓝红银锦钻应乐荣齐寿庆优亿万丰实农渔盐矿涌润沟濑滩泽济汉苏浙闽赣鲁辽宁内对临邻号弄号",
)
_BRACKETED = re.compile(r"[(\[【〔][^)\]】〕]*[)\]】〕]")
_POSTCODE = re.compile(r"^\d{6}(?!\d)")


def clean_address(text: str) -> str:
    """Return the address in plain, simplified characters, without spaces and bracketed asides."""
    plain = unicodedata.normalize("NFKC", text).translate(_RADICALS).translate(_TRADITIONAL)
    plain = "".join(plain.split())
    plain = _POSTCODE.sub("", plain)
    plain = _BRACKETED.sub("", plain)
    # A letter between digits, or between a digit and the sign, is a slip of the finger.
    plain = re.sub(r"(?<=\d)[Oo](?=[\d号])", "0", plain)
    return re.sub(r"(?<=\d)[lI](?=[\d号])", "1", plain)
