//! The reference data: States, groupings with dated members, organizations with dated memberships.
//!
//! The rows are in `migration/data`, as the sources gave them. A date that no source gives stays
//! empty. A State's membership of a group is a span of days and never a flag. If the day of leaving
//! is known in advance, the membership is right before and after that day.

use chrono::NaiveDate;
use sea_orm_migration::prelude::*;
use std::collections::HashMap;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const STATES: &str = include_str!("../data/member_states.csv");
const GROUPS: &str = include_str!("../data/groups.csv");
const ORGANIZATIONS: &str = include_str!("../data/organizations_names.csv");
const MEMBERSHIPS: &str = include_str!("../data/memberships.csv");

/// Groupings whose groups are written in a column of their own.
const DIVISIONS: [&str; 3] = ["un_regional_group", "m49_region", "m49_subregion"];
/// Groupings of one group, with a column that is true if the State belongs to it.
const LISTS: [(&str, &str); 3] = [("ldc", "LDC"), ("lldc", "LLDC"), ("sids", "SIDS")];
const NAMES: [&str; 6] = ["name_ar", "name_zh", "name_en", "name_fr", "name_ru", "name_es"];
/// Greatest number of rows in one statement.
///
/// A row has 11 columns at most. SQLite binds 32,766 values and PostgreSQL 65,535, far more than
/// needed.
const CHUNK: usize = 100;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let states = read(STATES)?;
        insert(
            manager,
            "state",
            &["code", "iso2", "m49", "status", "admission_date"],
            &NAMES,
            each(&states, state)?,
        )
        .await?;
        let (groupings, groups) = groups()?;
        insert(manager, "grouping", &["code", "position"], &NAMES, groupings).await?;
        insert(manager, "state_group", &["grouping", "code", "position"], &NAMES, groups).await?;
        let columns = ["grouping", "group_code", "state", "valid_from", "valid_to"];
        let members = each(&states, group_members)?.into_iter().flatten().collect();
        insert(manager, "group_member", &columns, &[], members).await?;
        let organizations = each(&read(ORGANIZATIONS)?, organization)?;
        insert(manager, "organization", &["code", "as_of", "note"], &NAMES, organizations).await?;
        let columns = [
            "organization",
            "state",
            "status",
            "participation",
            "valid_from",
            "valid_to",
            "as_of",
            "note",
        ];
        insert(manager, "membership", &columns, &[], each(&read(MEMBERSHIPS)?, membership)?).await
    }
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in
            ["membership", "organization", "group_member", "state_group", "grouping", "state"]
        {
            manager.execute(Query::delete().from_table(Alias::new(table)).to_owned()).await?;
        }
        Ok(())
    }
}

/// Line of a file, by column name.
type Line = HashMap<String, String>;
/// Row of a table.
type Row = Vec<Value>;

fn read(text: &str) -> Result<Vec<Line>, DbErr> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|e| DbErr::Custom(e.to_string()))
}

fn each<T>(lines: &[Line], row: fn(&Line) -> Result<T, DbErr>) -> Result<Vec<T>, DbErr> {
    lines.iter().map(row).collect()
}

fn text<'a>(line: &'a Line, column: &str) -> Result<&'a str, DbErr> {
    line.get(column)
        .map(String::as_str)
        .ok_or_else(|| DbErr::Custom(format!("reference data: no column {column}")))
}

/// Returns a day, or null if the file gives none.
fn day(line: &Line, column: &str) -> Result<Option<NaiveDate>, DbErr> {
    match text(line, column)? {
        "" => Ok(None),
        day => day
            .parse()
            .map(Some)
            .map_err(|_| DbErr::Custom(format!("reference data: {column} is not a day: {day}"))),
    }
}

fn texts(line: &Line, columns: &[&str]) -> Result<Row, DbErr> {
    columns.iter().map(|column| text(line, column).map(Value::from)).collect()
}

fn state(line: &Line) -> Result<Row, DbErr> {
    let mut row = texts(line, &["iso3", "iso2", "m49", "status"])?;
    row.push(day(line, "admission_date")?.into());
    row.extend(texts(line, &NAMES)?);
    Ok(row)
}

/// Returns the groupings and their groups. A line without the code of a group names the grouping
/// itself.
fn groups() -> Result<(Vec<Row>, Vec<Row>), DbErr> {
    let (mut groupings, mut groups) = (Vec::new(), Vec::new());
    for (position, line) in (1_i32..).zip(&read(GROUPS)?) {
        let alone = text(line, "code")?.is_empty();
        let mut row = texts(line, if alone { &["grouping"] } else { &["grouping", "code"] })?;
        row.push(position.into());
        row.extend(texts(line, &NAMES)?);
        if alone { groupings.push(row) } else { groups.push(row) }
    }
    Ok((groupings, groups))
}

/// Returns the group memberships of one State.
fn group_members(line: &Line) -> Result<Vec<Row>, DbErr> {
    let mut rows = Vec::new();
    let mut place = |grouping: &str, group: &str, to: Option<NaiveDate>| -> Result<(), DbErr> {
        rows.push(vec![
            grouping.into(),
            group.into(),
            text(line, "iso3")?.into(),
            None::<NaiveDate>.into(),
            to.into(),
        ]);
        Ok(())
    };
    for grouping in DIVISIONS {
        // Observers are in no regional group.
        match text(line, grouping)? {
            "none" => {}
            group => place(grouping, group, None)?,
        }
    }
    for (grouping, group) in LISTS {
        if text(line, grouping)? == "1" {
            place(
                grouping,
                group,
                if grouping == "ldc" { day(line, "ldc_graduation_scheduled")? } else { None },
            )?;
        }
    }
    Ok(rows)
}

fn organization(line: &Line) -> Result<Row, DbErr> {
    let mut row =
        vec![text(line, "code")?.into(), day(line, "as_of")?.into(), text(line, "note")?.into()];
    row.extend(texts(line, &NAMES)?);
    Ok(row)
}

fn membership(line: &Line) -> Result<Row, DbErr> {
    let mut row = texts(line, &["org_code", "iso3", "status", "participation"])?;
    // The file lists present memberships only: none has ended.
    row.extend([
        day(line, "since")?.into(),
        None::<NaiveDate>.into(),
        day(line, "as_of")?.into(),
        text(line, "note")?.into(),
    ]);
    Ok(row)
}

async fn insert(
    manager: &SchemaManager<'_>,
    table: &str,
    columns: &[&str],
    names: &[&str],
    rows: Vec<Row>,
) -> Result<(), DbErr> {
    let columns: Vec<Alias> =
        columns.iter().chain(names).map(|column| Alias::new(*column)).collect();
    for chunk in rows.chunks(CHUNK) {
        let mut insert =
            Query::insert().into_table(Alias::new(table)).columns(columns.clone()).to_owned();
        for row in chunk {
            let values: Vec<Expr> = row.iter().cloned().map(Expr::value).collect();
            insert.values(values).map_err(|e| DbErr::Custom(e.to_string()))?;
        }
        manager.execute(insert).await?;
    }
    Ok(())
}
