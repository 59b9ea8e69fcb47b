"""What the services answer, in their documented formats, about points of the little gazetteer."""

from planner.geo import from_wgs84

LON, LAT = 118.06, 24.51
AWAY_LON, AWAY_LAT = 116.404, 39.915  # Beijing


def amap(lon=LON, lat=LAT, level="门牌号", **more):
    x, y = from_wgs84(lon, lat, "GCJ02")
    return {
        "status": "1", "info": "OK", "infocode": "10000", "count": "1",
        "geocodes": [
            {
                "formatted_address": "岚海省鹭湾市西汀区滨海路|101号", "country": "中国",
                "province": "岚海省", "citycode": "0592", "city": "鹭湾市", "district": "西汀区",
                "township": [], "neighborhood": {"name": [], "type": []},
                "building": {"name": [], "type": []}, "adcode": "990101", "street": "滨海路",
                "number": "101号", "location": f"{float(x):.6f},{float(y):.6f}", "level": level,
            } | more
        ],
    }  # fmt: skip


def amap_fault(infocode, info):
    return {"status": "0", "info": info, "infocode": infocode}


def baidu(lon=LON, lat=LAT, level="门址", confidence=80, comprehension=100, precise=1):
    x, y = from_wgs84(lon, lat, "BD09")
    return {
        "status": 0,
        "result": {
            "location": {"lng": float(x), "lat": float(y)}, "precise": precise,
            "confidence": confidence, "comprehension": comprehension, "level": level,
        },
    }  # fmt: skip


def baidu_fault(status, message):
    return {"status": status, "message": message}


def tencent(lon=LON, lat=LAT, level=9, reliability=8):
    x, y = from_wgs84(lon, lat, "GCJ02")
    return {
        "status": 0, "message": "query ok", "request_id": "0",
        "result": {
            "title": "滨海路101号", "location": {"lng": float(x), "lat": float(y)},
            "ad_info": {"adcode": "990101"},
            "address_components": {
                "province": "岚海省", "city": "鹭湾市", "district": "西汀区",
                "street": "滨海路", "street_number": "101号",
            },
            "similarity": 0.99, "deviation": 1000, "reliability": reliability, "level": level,
        },
    }  # fmt: skip


def tencent_fault(status, message):
    return {"status": status, "message": message, "request_id": "0"}


def tianditu(lon=LON, lat=LAT, level="门址", score=95):
    return {
        "msg": "ok", "searchVersion": "6.4.9V", "status": "0",
        "location": {
            "score": score, "level": level, "lon": f"{lon}", "lat": f"{lat}",
            "keyWord": "鹭湾市西汀区滨海路101号",
        },
    }  # fmt: skip


def tianditu_fault(code, message):
    return {"code": code, "msg": message, "resolve": "请核对"}


def nominatim(lon=LON, lat=LAT, rank=30, kind="place", number="101", reach=0.0001, name="滨海路"):
    return {
        "place_id": 1, "lat": f"{lat}", "lon": f"{lon}", "category": "place", "type": "house",
        "place_rank": rank, "importance": 0.0001, "addresstype": kind, "name": "",
        "display_name": f"{number}, {name}, 西汀区, 鹭湾市, 中国",
        "address": {"road": name, "county": "西汀区", "state_district": "鹭湾市"}
        | ({"house_number": number} if number else {}),
        "boundingbox": [f"{lat - reach}", f"{lat + reach}", f"{lon - reach}", f"{lon + reach}"],
    }  # fmt: skip


FOUND = {
    "nominatim": [nominatim()],
    "amap": amap(),
    "baidu": baidu(),
    "tencent": tencent(),
    "tianditu": tianditu(),
}
NOTHING = {
    "nominatim": [],
    "amap": {"status": "1", "info": "OK", "infocode": "10000", "count": "0", "geocodes": []},
    "baidu": {"status": 1, "msg": "Internal Service Error:无相关结果", "results": []},
    "tencent": tencent_fault(347, "查询无结果"),
    "tianditu": {"msg": "未找到结果", "status": "101"},
}
QUOTA = {
    "amap": amap_fault("10003", "DAILY_QUERY_OVER_LIMIT"),
    "baidu": baidu_fault(302, "天配额超限，限制访问"),
    "tencent": tencent_fault(121, "此key每日调用量已达到上限"),
    "tianditu": tianditu_fault("302001", "访问次数超限"),
}
TOO_FAST = {
    "amap": amap_fault("10021", "CUQPS_HAS_EXCEEDED_THE_LIMIT"),
    "baidu": baidu_fault(401, "当前并发量已经超过约定并发配额"),
    "tencent": tencent_fault(120, "此key每秒请求量已达到上限"),
}
BAD_KEY = {
    "amap": amap_fault("10001", "INVALID_USER_KEY"),
    "baidu": baidu_fault(200, "APP不存在，AK有误请检查再重试"),
    "tencent": tencent_fault(190, "无效的KEY"),
    "tianditu": tianditu_fault("301006", "非法Key"),
}
