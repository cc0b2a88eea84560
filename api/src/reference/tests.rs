//! Reference data, as the migration writes it and GraphQL shows it.

#![expect(clippy::unwrap_used, reason = "a test may")]

use super::*;
use crate::{
    clock::Clock,
    config::Config,
    database::{Db, migrate},
    error::Code,
};
use ::entity::vocabulary::{Official, StateStatus};
use async_graphql::{
    EmptyMutation, EmptySubscription, Request, SDLExportOptions, Schema, Value, value,
};
use chrono::{NaiveDate, TimeZone as _, Utc};
use migration::{Migrator, MigratorTrait as _};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Makes a new embedded database with all migrations.
async fn filled() -> (tempfile::TempDir, Config) {
    let dir = tempfile::tempdir().unwrap();
    let config = Config { data_dir: dir.path().to_owned(), ..Config::default() };
    migrate(&config.database(), None).await.unwrap();
    (dir, config)
}

async fn all() -> Reference {
    let (_dir, config) = filled().await;
    load(Db::open(&config.database()).await.unwrap().read()).await.unwrap()
}

#[tokio::test]
async fn an_unknown_group_or_organization_is_refused() {
    let all = all().await;
    let on = day("2026-11-23");
    assert!(all.group_states("income", "LDC", on).unwrap_err().is(Code::BadInput));
    assert!(all.group_states("ldc", "SIDS", on).unwrap_err().is(Code::BadInput));
    assert!(all.organization_states("UNICORN", on).unwrap_err().is(Code::BadInput));
    assert!(all.state(&"ZZZ".parse().unwrap()).is_none());
}

#[tokio::test]
async fn the_files_arrive_whole() {
    let all = all().await;
    assert_eq!(all.states().len(), 195);
    let members = all.states().iter().filter(|state| state.status == StateStatus::Member);
    assert_eq!(members.clone().count(), 193);
    assert!(members.into_iter().all(|state| state.admission_date.is_some()));
    assert_eq!(all.state(&"FRA".parse().unwrap()).unwrap().names.fr, "France");
    assert_eq!(all.organizations().len(), 20);
    assert_eq!(
        all.organizations().iter().map(|organization| organization.members.len()).sum::<usize>(),
        563
    );
    assert_eq!(all.organization_states("AU", day("2026-11-23")).unwrap().len(), 54);
    assert_eq!(all.organization_states("EU", day("2003-12-31")).unwrap().len(), 27 - 10 - 2 - 1);
}

#[tokio::test]
async fn groups_have_the_sizes_of_the_sources() {
    let all = all().await;
    let sizes: [(&str, &[(&str, usize)]); 6] = [
        (
            "un_regional_group",
            &[
                ("African", 54),
                ("Asia-Pacific", 54),
                ("EasternEuropean", 23),
                ("LatinAmericanCaribbean", 33),
                ("WesternEuropeanOthers", 29),
            ],
        ),
        ("m49_region", &[("002", 54), ("009", 14), ("019", 35), ("142", 48), ("150", 44)]),
        (
            "m49_subregion",
            &[("015", 6), ("202", 48), ("021", 2), ("419", 33), ("053", 2), ("061", 3)],
        ),
        ("ldc", &[("LDC", 44)]),
        ("lldc", &[("LLDC", 32)]),
        ("sids", &[("SIDS", 37)]),
    ];
    assert_eq!(all.groupings().len(), sizes.len());
    for (grouping, groups) in sizes {
        for (code, size) in groups {
            assert_eq!(
                all.group_states(grouping, code, day("2026-11-23")).unwrap().len(),
                *size,
                "{grouping} {code}"
            );
        }
    }
    let subregions = &all.grouping("m49_subregion").unwrap().groups;
    assert_eq!(
        (subregions.len(), subregions.iter().map(|group| group.members.len()).sum::<usize>()),
        (17, 195)
    );
}

#[tokio::test]
async fn three_states_leave_the_list_of_least_developed_countries_overnight() {
    let all = all().await;
    let eve = all.group_states("ldc", "LDC", day("2026-11-23")).unwrap();
    let morning = all.group_states("ldc", "LDC", day("2026-11-24")).unwrap();
    assert_eq!((eve.len(), morning.len()), (44, 41));
    let left: Vec<_> = eve
        .iter()
        .filter(|state| !morning.contains(state))
        .map(|state| state.code.as_str())
        .collect();
    assert_eq!(left, ["BGD", "LAO", "NPL"]);
}

#[tokio::test]
async fn everything_has_a_name_in_six_languages_in_normal_form() {
    let all = all().await;
    let groups = all.groupings().iter().flat_map(|grouping| &grouping.groups);
    let names = (all.states().iter().map(|state| &state.names))
        .chain(all.groupings().iter().map(|grouping| &grouping.names))
        .chain(groups.map(|group| &group.names))
        .chain(all.organizations().iter().map(|organization| &organization.names));
    for names in names {
        for language in Official::ALL {
            let name = names.in_language(*language);
            assert!(
                !name.is_empty() && name == name.trim() && unicode_normalization::is_nfc(name),
                "{language}: {names:?}"
            );
            let arabic = name.chars().any(|c| ('\u{600}'..='\u{6ff}').contains(&c));
            let han = name.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            let cyrillic = name.chars().any(|c| ('\u{400}'..='\u{4ff}').contains(&c));
            let script = (arabic, han, cyrillic);
            assert_eq!(
                script,
                (*language == Official::Ar, *language == Official::Zh, *language == Official::Ru),
                "{language}: {name}"
            );
        }
    }
}

#[tokio::test]
async fn the_migration_runs_down_and_up_again() {
    let (_dir, config) = filled().await;
    let db = Db::open(&config.database()).await.unwrap();
    let first = load(db.read()).await.unwrap();
    // The first migration made the tables, the second filled them.
    let later = u32::try_from(Migrator::migrations().len()).unwrap() - 1;
    migrate(&config.database(), Some(later)).await.unwrap();
    assert_eq!(load(db.read()).await.unwrap(), Reference::default());
    migrate(&config.database(), Some(1)).await.unwrap();
    migrate(&config.database(), None).await.unwrap();
    assert_eq!(load(db.read()).await.unwrap(), first);
}

type Queries = Schema<ReferenceQuery, EmptyMutation, EmptySubscription>;

async fn schema() -> (tempfile::TempDir, Queries) {
    let (dir, config) = filled().await;
    let clock = Clock::standing_at(Utc.with_ymd_and_hms(2026, 11, 23, 23, 59, 59).unwrap());
    let app =
        App::open(&config.database(), &config.keys_file(), config.app(), clock).await.unwrap();
    (dir, Schema::build(ReferenceQuery, EmptyMutation, EmptySubscription).data(app).finish())
}

async fn ask(schema: &Queries, query: &str) -> Value {
    let response = schema.execute(query).await;
    assert!(response.errors.is_empty(), "{:?}", response.errors);
    response.data
}

#[tokio::test]
async fn graphql_refuses_a_malformed_code_a_bad_day_and_an_unknown_filter() {
    let (_dir, schema) = schema().await;
    let cases = [
        (
            "{ state(code: \"fra\") { code } }",
            "not a StateCode: three capital letters (ISO 3166-1 alpha-3)",
        ),
        ("{ state(code: 5) { code } }", "not a StateCode"),
        ("{ states(on: \"2026-02-30\") { code } }", "not a Date"),
        ("{ states(group: { grouping: \"x\", code: \"LDC\" }) { code } }", "There is no grouping"),
        (
            "{ states(group: { grouping: \"ldc\", code: \"x\" }) { code } }",
            "There is no group of ldc",
        ),
        ("{ states(organization: \"x\") { code } }", "There is no organization"),
    ];
    for (query, says) in cases {
        let response = schema.execute(Request::new(query)).await;
        let error = &response.errors[0];
        assert!(error.message.contains(says), "{query}: {}", error.message);
        let by_word = error.extensions.as_ref().and_then(|found| found.get("code"))
            == Some(&Value::from("BAD_INPUT"));
        assert!(
            by_word || error.source::<crate::error::Error>().is_some_and(|e| e.is(Code::BadInput)),
            "{query}"
        );
    }
    assert_eq!(ask(&schema, "{ state(code: \"ZZZ\") { code } }").await, value!({ "state": null }));
}

#[tokio::test]
async fn graphql_shows_states_in_a_chosen_language_today_and_on_another_day() {
    let (_dir, schema) = schema().await;
    let query = "{ state(code: \"NPL\") { code iso2 m49 status admissionDate name fr: name(language: FR) names { ru }
        groups { code } later: groups(on: \"2026-11-24\") { code grouping { name(language: ES) } } organizations { status } } }";
    let group = |code, name| value!({ "code": code, "grouping": { "name": name } });
    let expected = value!({ "state": {
        "code": "NPL", "iso2": "NP", "m49": "524", "status": "MEMBER", "admissionDate": "1955-12-14",
        "name": "Nepal", "fr": "Népal", "names": { "ru": "Непал" },
        "groups": [{ "code": "Asia-Pacific" }, { "code": "142" }, { "code": "034" }, { "code": "LDC" }, { "code": "LLDC" }],
        "later": [
            group("Asia-Pacific", "Grupos regionales de las Naciones Unidas"),
            group("142", "Regiones geográficas (M49)"),
            group("034", "Subregiones geográficas (M49)"),
            group("LLDC", "Países en desarrollo sin litoral"),
        ],
        "organizations": [],
    } });
    assert_eq!(ask(&schema, query).await, expected);
    let query = "{ states(organization: \"CSTO\", group: { grouping: \"un_regional_group\", code: \"EasternEuropean\" }) { code }
        organization(code: \"CSTO\") { name(language: FR) asOf members { state { code } participation } }
        grouping(code: \"ldc\") { groups { members { validTo } } } states2: states(status: OBSERVER) { name } }";
    let answer = ask(&schema, query).await.into_json().unwrap();
    assert_eq!(
        answer["states"],
        serde_json::json!([{ "code": "ARM" }, { "code": "BLR" }, { "code": "RUS" }])
    );
    assert_eq!(
        answer["organization"]["members"][0],
        serde_json::json!({ "state": { "code": "ARM" }, "participation": "FROZEN" })
    );
    assert_eq!(answer["grouping"]["groups"][0]["members"].as_array().unwrap().len(), 44);
    assert_eq!(answer["states2"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn every_type_field_and_argument_is_described() {
    let (_dir, schema) = schema().await;
    let types = "{ __schema { types { name kind description specifiedByURL
        fields { name description args { name description } } inputFields { name description }
        enumValues { name description } } } }";
    let types = ask(&schema, types).await.into_json().unwrap();
    let said = |thing: &serde_json::Value| {
        thing["description"].as_str().is_some_and(|text| !text.is_empty())
    };
    for kind in types["__schema"]["types"].as_array().unwrap() {
        let name = kind["name"].as_str().unwrap();
        if name.starts_with("__") || name == "ID" {
            continue;
        }
        assert!(said(kind), "{name}");
        for member in ["fields", "inputFields", "enumValues"]
            .iter()
            .filter_map(|list| kind[*list].as_array())
            .flatten()
        {
            assert!(said(member), "{name}.{}", member["name"]);
            for argument in member["args"].as_array().into_iter().flatten() {
                assert!(said(argument), "{name}.{}({})", member["name"], argument["name"]);
            }
        }
    }
    let sdl = schema.sdl_with_options(SDLExportOptions::new().include_specified_by());
    assert!(sdl.contains("scalar StateCode @specifiedBy(url: \"https://www.iso.org/iso-3166-country-codes.html\")"), "{sdl}");
    assert!(sdl.contains("scalar Date @specifiedBy"));
}
