//! Cycles: planned, open and closed, as their dates and the clock give.

use crate::world::{Test, World, both, on};
use serde_json::{Value, json};

fn plan(key: &str, opens: Value, closes: Value, lattice: Value) -> Value {
    let names = json!({ "ar": "دورة", "zh": "周期", "en": "Cycle", "fr": "Cycle", "ru": "Цикл", "es": "Ciclo" });
    json!({ "key": key, "instrument": "fixture", "version": "1", "names": names, "opensAt": opens, "closesAt": closes, "lattice": lattice })
}

fn lattice(classes: &[(&str, &[&str])]) -> Value {
    let classes: Vec<_> =
        classes.iter().map(|(key, states)| json!({ "key": key, "states": states })).collect();
    json!({ "partitions": [{ "key": "income", "classes": classes }] })
}

both! {
    async fn a_cycle_that_can_not_be_is_refused_with_all_that_is_wrong(test: Test) {
        let world = World::open(test).await;
        let administrator = world.administrator();
        let (opens, closes) = (json!(on(4, 1)), json!(on(5, 1)));
        let cycle = "cycle { key }";
        administrator.does("planCycle", plan("2030", closes.clone(), opens.clone(), Value::Null), cycle).await.refused("BAD_INPUT");
        let wrong = lattice(&[("low", &["FRA", "DEU", "ZZZ"]), ("high", &["FRA"]), ("none", &[])]);
        let said = administrator.does("planCycle", plan("2030", opens.clone(), closes.clone(), wrong), cycle).await.refused("LATTICE_INVALID");
        for part in ["ZZZ", "FRA is in two classes", "`income.none` has no State"] {
            assert!(said.contains(part), "{said}");
        }
        let mut strangers = plan("2030", opens.clone(), closes.clone(), Value::Null);
        strangers["states"] = json!(["FRA", "ZZZ"]);
        administrator.does("planCycle", strangers, cycle).await.refused("BAD_INPUT");
        let mut unknown = plan("2030", opens, closes, Value::Null);
        unknown["version"] = "9".into();
        administrator.does("planCycle", unknown, cycle).await.refused("NOT_FOUND");
        assert_eq!(administrator.reads(r#"{ cycle(key: "2030") { key } }"#).await["cycle"], Value::Null);
    }

    async fn a_lattice_is_declared_before_the_opening_and_never_after(test: Test) {
        let world = World::open(test).await;
        let administrator = world.administrator();
        let declared = lattice(&[("low", &["FRA"]), ("high", &["DEU"])]);
        let input = |key: &str| json!({ "cycle": key, "lattice": declared });
        administrator.does("declareLattice", input("2027"), "cycle { key }").await.refused("CYCLE_DECLARED");
        administrator.does("planCycle", plan("2030", json!(on(4, 1)), Value::Null, Value::Null), "cycle { key }").await.data();
        let query = r#"{ cycle(key: "2030") { phase lattice { key classes { key states } } invitedStates { code } } }"#;
        let planned = world.public().reads(query).await["cycle"].clone();
        assert_eq!((&planned["phase"], planned["lattice"][0]["classes"].as_array().unwrap().len()), (&json!("PLANNED"), 5));
        assert_eq!(planned["invitedStates"].as_array().unwrap().len(), 195, "everybody is invited where nobody is named");
        administrator.does("declareLattice", input("2030"), "cycle { key }").await.data();
        let lattice = world.public().reads(query).await["cycle"]["lattice"].clone();
        assert_eq!(lattice, json!([{ "key": "income", "classes": [{ "key": "low", "states": ["FRA"] }, { "key": "high", "states": ["DEU"] }] }]));
        world.test.clock.set(on(4, 1));
        administrator.does("declareLattice", input("2030"), "cycle { key }").await.refused("CYCLE_DECLARED");
        world.trail_is_whole().await;
    }

    async fn partitions_that_overlap_or_are_too_many_are_refused_and_the_lattice_stays(test: Test) {
        let world = World::open(test).await;
        let administrator = world.administrator();
        administrator.does("planCycle", plan("2030", json!(on(4, 1)), Value::Null, Value::Null), "cycle { key }").await.data();
        let query = r#"{ cycle(key: "2030") { lattice { key classes { key states } } } }"#;
        let before = world.public().reads(query).await;
        let one = |key: &str| json!({ "key": key, "classes": [{ "key": "low", "states": ["FRA"] }] });
        let overlapping = json!({ "key": "income", "classes": [{ "key": "low", "states": ["FRA", "KEN"] }, { "key": "high", "states": ["DEU", "KEN"] }] });
        for (partitions, said) in [
            (json!([overlapping]), "KEN is in two classes of `income`: `low` and `high`."),
            (json!([one("income"), one("alliance")]), "Beside `un_regional_group` a lattice has at most one partition; this one has 2."),
            (json!([one("un_regional_group"), one("income"), one("alliance")]), "A lattice has at most two partitions; this one has 3."),
            (json!([one("income"), one("income")]), "The partition `income` is declared twice."),
            (json!([{ "key": "income", "classes": [{ "key": "low", "states": ["FRA", "FRA"] }] }]), "names FRA twice"),
            (json!([{ "key": "_rest", "classes": [{ "key": "_rest", "states": ["FRA"] }] }]), "is not a key"),
            (json!([{ "key": "income", "classes": [] }]), "The partition `income` has no class."),
        ] {
            let input = json!({ "cycle": "2030", "lattice": { "partitions": partitions } });
            let refused = administrator.does("declareLattice", input, "cycle { key }").await.refused("LATTICE_INVALID");
            assert!(refused.contains(said), "{said}: {refused}");
        }
        assert_eq!(world.public().reads(query).await, before);
        // Classes of two partitions may overlap. Releases look at their differences.
        let two = json!({ "partitions": [one("un_regional_group"), { "key": "income", "classes": [{ "key": "low", "states": ["FRA", "DEU"] }] }] });
        administrator.does("declareLattice", json!({ "cycle": "2030", "lattice": two }), "cycle { key }").await.data();
        assert_ne!(world.public().reads(query).await, before);
        world.trail_is_whole().await;
    }

    async fn the_phase_follows_from_the_dates_and_the_clock(test: Test) {
        let world = World::open(test).await;
        let administrator = world.administrator();
        let phase = async || world.public().reads(r#"{ cycle(key: "2027") { phase } }"#).await["cycle"]["phase"].clone();
        let before = chrono::TimeDelta::microseconds(1);
        for (now, expected) in [(on(2, 1) - before, "PLANNED"), (on(2, 1), "OPEN"), (on(10, 1) - before, "OPEN"), (on(10, 1), "CLOSED")] {
            world.test.clock.set(now);
            assert_eq!(phase().await, expected, "{now}");
        }
        let dates = |opens, closes: Value| json!({ "cycle": "2027", "opensAt": opens, "closesAt": closes });
        let reschedule = "rescheduleCycle";
        administrator.does(reschedule, dates(on(3, 1), Value::Null), "cycle { key }").await.refused("CYCLE_DECLARED");
        administrator.does(reschedule, dates(on(2, 1), json!(on(1, 1))), "cycle { key }").await.refused("BAD_INPUT");
        administrator.does(reschedule, dates(on(2, 1), Value::Null), "cycle { key }").await.data();
        assert_eq!(phase().await, "OPEN", "without a closing date it is open again");
    }

    async fn a_state_that_is_invited_later_may_save(test: Test) {
        let world = World::open(test).await;
        let edit = json!([{ "question": "A.a.1", "basedOn": 0, "disposition": "DECLINED" }]);
        let japan = world.adds_states(&["JPN".into()]).await.remove(0);
        japan.saves("2027", edit.clone()).await.refused("NOT_INVITED");
        let invite = |state: &str| json!({ "cycle": "2027", "states": [state] });
        world.administrator().does("inviteStates", invite("ZZZ"), "cycle { key }").await.refused("BAD_INPUT");
        for _ in 0..2 {
            world.administrator().does("inviteStates", invite("JPN"), "cycle { key }").await.data();
        }
        japan.saves("2027", edit).await.data();
        let names = r#"{ cycle(key: "2027") { ar: name(language: AR) en: name fr: name(language: FR) zh: name(language: ZH) } }"#;
        assert_eq!(japan.reads(names).await["cycle"], json!({ "ar": "دورة", "en": "Cycle", "fr": "Cycle", "zh": "周期" }));
    }
}
