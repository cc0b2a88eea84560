//! Layer rules, checked in the sources: the names that each layer may use, and the folders on which
//! each folder may depend.
//!
//! A file's name tells its layer, and its folder is a word of the domain. An intended exception is
//! listed here with its reason. A listed exception that no longer exists must leave the list.

mod graph;
mod sources;
mod words;

use sources::{Source, sources};
use std::collections::BTreeMap;

/// Folders and files of the root, from the ground up. Each may name only those before it.
const ROWS: &[&str] = &[
    "error",
    "clock",
    "canonical",
    "scalars",
    "text",
    "egress",
    "email_address",
    "signature",
    "database",
    "config",
    "audit",
    "keys",
    "app",
    "idempotency",
    "cursor",
    "outbox",
    "reference",
    "access",
    "administration",
    "identity",
    "instrument",
    "cycle",
    "consent",
    "submission",
    "aggregate",
    "export",
    "schema",
    "http",
    "demo",
    "command",
    "lib",
    "main",
];

/// Names that build queries.
const BUILDERS: &[&str] = &[
    "EntityTrait",
    "QueryFilter",
    "QueryOrder",
    "QuerySelect",
    "ColumnTrait",
    "ActiveModelTrait",
    "PaginatorTrait",
    "Statement",
    "sea_query",
    "Condition",
];

/// Intended exceptions: the file, the name that it uses, and the reason.
const CROSSINGS: &[(&str, &str, &str)] = &[
    (
        "access/context.rs",
        "async_graphql",
        "Resolvers reach the app and the caller through the library's context.",
    ),
    (
        "error/reason.rs",
        "async_graphql",
        "A reason is an enum of the API, as the codes of the catalogue are.",
    ),
    (
        "identity/demo.rs",
        "sea_orm",
        "Statements of the demonstration stay out of the store that the service reaches.",
    ),
    (
        "cycle/graphql/cycle.rs",
        "crate::cycle::rules",
        "Where a cycle stands is a fact that follows from its dates, and is shown as one.",
    ),
    (
        "reference/graphql/mod.rs",
        "super::rules",
        "Whether a membership holds on a day is a fact, and is shown as one.",
    ),
    (
        "reference/graphql/query.rs",
        "crate::reference::rules",
        "Reference data is kept in memory: its filter is a rule, and no query.",
    ),
    (
        "submission/store.rs",
        "crate::cycle::store",
        "An invitation is read in the transaction that creates the submission on it.",
    ),
    (
        "submission/working_copy/save_answers.rs",
        "crate::cycle::store",
        "An invitation is read in the transaction that depends on it.",
    ),
    (
        "submission/editions/submit.rs",
        "crate::cycle::store",
        "An invitation is read in the transaction that depends on it.",
    ),
    (
        "submission/editions/submit.rs",
        "crate::consent::store",
        "The ledger and the projection change in the transaction of the edition.",
    ),
    (
        "submission/set_consent.rs",
        "crate::consent::store",
        "The ledger and the projection change in the act of choosing.",
    ),
    (
        "aggregate/proposal/publish.rs",
        "crate::cycle::store",
        "A release is of a cycle, which is public, and is read with everything that it freezes.",
    ),
    (
        "aggregate/proposal/propose.rs",
        "crate::cycle::store",
        "A release is of a cycle, which is public.",
    ),
    (
        "aggregate/proposal/propose.rs",
        "crate::instrument::store",
        "A release is of a cycle's questions, which are public.",
    ),
    (
        "aggregate/read/participation.rs",
        "crate::cycle::store",
        "Who was invited to a cycle, which is public, is told beside who is counted.",
    ),
    (
        "aggregate/release/ledger.rs",
        "crate::cycle::store",
        "The ledger reaches over all cycles that were ever released.",
    ),
    (
        "aggregate/release/ledger.rs",
        "crate::instrument::store",
        "A release is of a cycle's questions, which are public.",
    ),
    (
        "aggregate/release/store/inputs.rs",
        "crate::consent::store",
        "What consent lets be counted is read in one place, and given to nobody else.",
    ),
    (
        "aggregate/release/store/inputs.rs",
        "crate::submission::store",
        "What consent lets be counted is read in one place, and given to nobody else.",
    ),
    (
        "export/make.rs",
        "crate::aggregate::store",
        "A file is made of a release's frozen tables, which its caller found.",
    ),
    ("export/make.rs", "crate::cycle::store", "A release is of a cycle, which is public."),
    (
        "export/make.rs",
        "crate::instrument::store",
        "A release is of a cycle's questions, which are public.",
    ),
    (
        "submission/editions/withdraw.rs",
        "crate::consent::store",
        "The projection is emptied in the act of withdrawing.",
    ),
];

/// Checks that every violation is listed as an exception.
fn agree(rule: &str, found: Vec<(String, String)>) {
    let listed = |file: &str, name: &str| {
        CROSSINGS.iter().any(|(f, n, _)| *f == file && name.starts_with(n))
    };
    let new: Vec<_> = found
        .iter()
        .filter(|(file, name)| !listed(file, name))
        .map(|(file, name)| format!("{file} names {name}"))
        .collect();
    assert!(new.is_empty(), "{rule}:\n{}", new.join("\n"));
}

fn naming(
    which: impl Fn(&Source) -> bool,
    bad: impl Fn(&Source, &str) -> bool,
) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for source in sources("api/src").iter().filter(|source| which(source)) {
        found.extend(
            source
                .names()
                .into_iter()
                .filter(|name| bad(source, name))
                .map(|name| (source.path.clone(), name)),
        );
    }
    found
}

fn builds(name: &str) -> bool {
    name.starts_with("sea_orm::") && name.split("::").any(|word| BUILDERS.contains(&word))
}

#[test]
fn rules_are_pure() {
    let bad = |_: &Source, name: &str| {
        ["sea_orm", "async_graphql", "crate::app", "crate::database"]
            .iter()
            .any(|root| name.starts_with(root))
            || name.ends_with("Utc::now")
    };
    agree("A pure file names no database, no GraphQL and no clock", naming(Source::is_pure, bad));
    let waits = sources("api/src").into_iter().filter(|source| source.is_pure());
    let waits =
        waits.filter(|source| source.code.contains("async ") || source.code.contains(".await"));
    agree(
        "A pure file waits for nothing",
        waits.map(|source| (source.path, "async".into())).collect(),
    );
}

#[test]
fn stores_know_sql_and_nothing_of_graphql_or_of_other_stores() {
    let bad = |source: &Source, name: &str| {
        name.starts_with("async_graphql") || source.is_foreign_store(name)
    };
    agree("A store names no GraphQL and no other folder's store", naming(Source::is_store, bad));
}

#[test]
fn verbs_build_no_queries_and_know_no_graphql() {
    let bad = |source: &Source, name: &str| {
        name.starts_with("async_graphql") || builds(name) || source.is_foreign_store(name)
    };
    agree(
        "A verb names no GraphQL, no query builder and no other folder's store",
        naming(Source::is_verb, bad),
    );
}

#[test]
fn graphql_builds_no_queries_and_decides_nothing() {
    let bad = |_: &Source, name: &str| builds(name) || name.split("::").any(|word| word == "rules");
    agree("A GraphQL file names no query builder and no rules", naming(Source::is_graphql, bad));
}

#[test]
fn answers_are_shown_by_what_somebody_sees_of_them() {
    for source in sources("api/src").iter().filter(|source| source.is_graphql()) {
        assert!(
            !source.code.contains(".answers("),
            "{} reads answers whoever asks: there is `seen`",
            source.path
        );
    }
}

#[test]
fn folders_lean_leftwards_only() {
    let row = |folder: &str| ROWS.iter().position(|row| *row == folder);
    for source in sources("api/src") {
        assert!(
            row(source.folder()).is_some(),
            "{} has no place in the order of the folders",
            source.path
        );
    }
    let bad = |source: &Source, name: &str| {
        let to =
            name.strip_prefix("crate::").and_then(|rest| rest.split("::").next()).and_then(row);
        to.is_some_and(|to| Some(to) > row(source.folder()))
    };
    agree("A folder leans leftwards only", naming(|source| !source.is_graphql(), bad));
}

#[test]
fn rows_and_history_stand_alone() {
    let ours = |name: &str, ours: &[&str]| {
        ours.iter().any(|crate_| name == *crate_ || name.starts_with(&format!("{crate_}::")))
    };
    for source in sources("entity/src") {
        let bad: Vec<_> = source
            .names()
            .into_iter()
            .filter(|name| ours(name, &["national_survey", "migration"]))
            .collect();
        assert!(bad.is_empty(), "entity/{} names {bad:?}", source.path);
    }
    for source in sources("migration/src") {
        let bad: Vec<_> = source
            .names()
            .into_iter()
            .filter(|name| ours(name, &["national_survey", "entity"]))
            .collect();
        assert!(bad.is_empty(), "migration/{} names {bad:?}", source.path);
    }
}

#[test]
fn a_crossing_that_is_gone_is_not_listed() {
    for (file, name, why) in CROSSINGS {
        assert!(why.ends_with('.'), "{file}: the reason is a sentence");
        let source = sources("api/src").into_iter().find(|source| source.path == *file);
        let source = source.unwrap_or_else(|| panic!("{file} is listed and is not there"));
        let named = source.names().iter().any(|named| named.starts_with(name))
            || (*name == "async" && source.code.contains("async "));
        assert!(named, "{file} does not name {name} any more");
    }
}

#[test]
fn no_files_lean_on_each_other_in_a_circle() {
    for crate_ in ["api/src", "api/disclosure/src", "api/edge/src", "entity/src", "migration/src"] {
        let mut edges = graph::edges(crate_);
        // A graph has edges in both directions: GraphQL objects may name each other.
        edges.retain(|file, _| !(file.ends_with("/graphql.rs") || file.contains("/graphql/")));
        assert!(
            edges.len() > 3 || crate_ == "migration/src",
            "{crate_} has files that lean on others"
        );
        assert_eq!(graph::circle(&edges), None, "{crate_}");
    }
}

#[test]
fn a_folder_holds_ten_files_at_most() {
    for crate_ in ["api/src", "api/disclosure/src", "api/edge/src"] {
        let mut folders: BTreeMap<String, usize> = BTreeMap::new();
        for source in sources(crate_) {
            if let Some((folder, _)) = source.path.rsplit_once('/') {
                *folders.entry(folder.to_owned()).or_default() += 1;
            }
        }
        folders.retain(|_, files| *files > 10);
        assert!(folders.is_empty(), "{crate_}: {folders:?}");
    }
}

#[test]
fn a_file_has_four_hundred_lines_at_most() {
    let long: Vec<_> = sources::texts()
        .into_iter()
        .filter(|(_, text)| text.lines().count() > 400)
        .map(|(path, _)| path)
        .collect();
    assert!(long.is_empty(), "{long:?}");
}

#[test]
fn only_access_proves_who_may_read_the_trail() {
    for source in sources("api/src") {
        let proves =
            ["OfState for", "OfSecretariat for"].iter().any(|made| source.code.contains(made));
        assert!(!proves || source.path == "access/witness.rs", "{} makes a proof", source.path);
    }
}

#[test]
fn only_an_administrators_act_changes_keys() {
    let inner = ["KeyFile", "keys::add", "keys::stand", "keys::publish_all", "keys::turn"];
    for source in sources("api/src") {
        let names = source.names();
        let changes = names.iter().any(|name| {
            name.starts_with("crate::keys") && inner.iter().any(|inner| name.ends_with(inner))
        });
        let may = ["keys", "administration"].contains(&source.folder());
        assert!(!changes || may, "{} changes keys", source.path);
    }
}

#[test]
fn only_the_command_line_reads_the_whole_configuration() {
    for source in sources("api/src") {
        let names = source.names().iter().any(|name| name == "crate::config::Config");
        let may = ["command", "config"].contains(&source.folder());
        assert!(!names || may, "{} names the whole configuration", source.path);
    }
}
