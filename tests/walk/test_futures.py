"""Outlets for what the register and the scenario say of demand and roads to come."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

import planner as pl
from planner.errors import OptionError
from planner.outlets import check_siting, site_outlets
from planner.plan import sample_scenario


def _scenario(folder, city, more, register=None):
    text = sample_scenario().read_text(encoding="utf-8")
    text = text.replace('"../', f'"{city.parent.as_posix()}/')
    if register is not None:
        text = text.replace((city / "register.csv").as_posix(), register.as_posix())
    path = folder / "future.toml"
    path.write_text(text + more, encoding="utf-8")
    return pl.Scenario.read(path)


def test_a_scenario_that_closes_a_bridge_is_measured_anew_and_planned_for(tmp_path, city):
    more = '\n[[outlets.scenario]]\nname = "bridge shut"\nprobability = 0.5\nclose = ["bridge-1"]\n'
    scenario = _scenario(tmp_path, city, more)
    door = pl.open_outlets(scenario)
    shut = door.travels["bridge shut"]
    assert (shut.time_min >= door.travel.time_min - 1e-9).all()
    assert (shut.time_min > door.travel.time_min + 1).any()
    siting = site_outlets(
        door.customers, door.sites, door.travel, scenario.outlets, travels=door.travels
    )
    stages = siting.stages.set_index("scenario")
    assert set(stages.index) == {"today", "bridge shut"}
    assert stages.loc["bridge shut", "mean_min"] >= stages.loc["today", "mean_min"] - 1e-9
    tables = siting.outlets, siting.assignment, door.customers, door.travel, scenario.outlets

    def judged(evidence):
        return check_siting(*tables, objective=siting.outcome.objective, more=evidence)

    assert judged(siting.evidence(door.travels)) == []
    slower = dataclasses.replace(shut, time_min=shut.time_min + 1)
    assert judged(siting.evidence({"bridge shut": slower})) != []


def test_a_scenario_that_closes_an_unknown_road_says_which(tmp_path, city):
    more = '\n[[outlets.scenario]]\nname = "a"\nprobability = 0.5\nclose = ["bridge-99"]\n'
    with pytest.raises(OptionError, match="bridge-99") as refused:
        pl.open_outlets(_scenario(tmp_path, city, more))
    assert refused.value.where == "outlets.scenario a, close"
    assert "bridge-1" in refused.value.mend


def test_business_items_of_the_register_weigh_customers(tmp_path, city):
    written = pd.read_csv(
        city / "register.csv", dtype=str, keep_default_na=False, encoding="gb18030"
    )
    written["年业务办理件数"] = "1"
    account = next(one for one in written.columns if one in ("户号", "用户编号"))
    busy = written[account] == written[account].iloc[40]
    written.loc[busy, "年业务办理件数"] = "100000"
    register = tmp_path / "register.csv"
    written.to_csv(register, index=False, encoding="gb18030")
    text = "\n[outlets.weight]\nkwh = 0.0\ncustomers = 0.0\nitems = 1.0\n"
    scenario = _scenario(tmp_path, city, text, register)
    door = pl.open_outlets(scenario)
    assert door.customers["annual_items"].notna().all()
    options = scenario.outlets.model_copy(
        update={"standard": (), "goal": ("minutes",), "second_best": False}
    )
    siting = site_outlets(door.customers, door.sites, door.travel, options)
    mine = np.flatnonzero(door.customers["annual_items"] > 1000)
    assert len(mine) == 1
    served = siting.assignment["time_min"].to_numpy()[mine[0]]
    barred = door.sites["outlet_id"].isin(options.must_close).to_numpy()
    assert served == pytest.approx(door.travel.time_min[mine[0], ~barred].min(), abs=0.5)
