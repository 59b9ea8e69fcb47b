"""Invented names: streets, firms and people, put together from lists of syllables."""

from collections.abc import Iterator

import numpy as np

_STREET_FIRST = "莲澜汀鹭嘉祥云海凤龙金银和华安泰兴盛文康宁福瑞景碧翠望观松枫榕桂兰荷棠屿浦湖溪岭"
_STREET_LAST = "前后岳昌宁和园山泉花秀洲滨港桥亭坊里塘岩川峰林屏影阳春辉远达通信义德"
_FIRM_FIRST = "澜汀屿鹭沧岚浦棠榕钰弘晟铭璟骏卓睿朗翊炜嘉汇聚盈博"
_FIRM_LAST = "科晶丰源达力泰捷星辰诚信瀚宇恒远帆业光图隆航艺"
_FAMILY = "林陈黄郑吴许蔡苏谢曾叶洪邱柯庄颜潘卢施白"
_GIVEN = "志远文静建国晓岚美珍海涛思敏俊杰雅婷伟明丽华子轩佳怡振宇秋月永康慧玲国栋欣然"


def streets(rng: np.random.Generator, taken: set[str]) -> Iterator[str]:
    """Two-syllable stems, each once, in a shuffled order."""
    stems = [a + b for a in _STREET_FIRST for b in _STREET_LAST if a != b]
    for position in rng.permutation(len(stems)):
        stem = stems[position]
        if stem not in taken:
            yield stem


def firms(rng: np.random.Generator) -> Iterator[str]:
    """Two-syllable stems of firms, each once."""
    stems = [a + b for a in _FIRM_FIRST for b in _FIRM_LAST]
    for position in rng.permutation(len(stems)):
        yield stems[position]


def person(rng: np.random.Generator) -> str:
    pairs = len(_GIVEN) // 2
    start = 2 * int(rng.integers(pairs))
    return str(rng.choice(list(_FAMILY))) + _GIVEN[start : start + 2]


def mobile(rng: np.random.Generator) -> str:
    """A number of the right length in the 1000... range, which no operator gives out."""
    return f"1000{int(rng.integers(10**7)):07d}"


_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_WEIGHTS = [pow(3, place, 31) for place in range(17)]


def credit_code(rng: np.random.Generator, division: str, prefix: str = "91") -> str:
    """A unified social credit code of an invented division, checked per GB 32100 and GB 11714."""
    organisation = "MA" + "".join(rng.choice(list(_USCC), 7))[:6]
    values = [_LETTERS.index(one) for one in organisation]
    rest = sum(one * weight for one, weight in zip(values, _ORGANISATION_WEIGHTS, strict=True)) % 11
    body = prefix + division + organisation + "0X987654321"[rest]
    total = sum(_USCC.index(one) * weight for one, weight in zip(body, _WEIGHTS, strict=True))
    return body + _USCC[(31 - total % 31) % 31]
