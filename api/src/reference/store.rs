//! Reads of the reference tables.

use super::facts::{
    Group, GroupMember, Grouping, Membership, Names, Organization, Reference, Span, State,
};
use crate::error::{Error, Result};
use ::entity::{
    group_member, grouping, membership, organization, state, state_group, vocabulary::StateCode,
};
use sea_orm::{ConnectionTrait, EntityTrait as _, QueryOrder as _};

/// Builds the names of a row. Each of the tables has the same six columns.
macro_rules! names {
    ($row:expr) => {
        Names {
            ar: $row.name_ar,
            zh: $row.name_zh,
            en: $row.name_en,
            fr: $row.name_fr,
            ru: $row.name_ru,
            es: $row.name_es,
        }
    };
}

/// Reads all reference data. [`super::of`] keeps the result in memory.
///
/// # Errors
/// Fails if the database fails.
pub async fn load(db: &impl ConnectionTrait) -> Result<Reference> {
    let mut all = Reference { states: states(db).await?, ..Reference::default() };
    all.groupings = groupings(db, &all).await?;
    all.organizations = organizations(db, &all).await?;
    Ok(all)
}

/// Reads the States, ordered by code. The order must not depend on the collation of the database,
/// because [`Reference::position`] searches in it.
async fn states(db: &impl ConnectionTrait) -> Result<Vec<State>> {
    let mut states: Vec<State> = (state::Entity::find().all(db).await?.into_iter())
        .map(|row| State {
            code: row.code,
            iso2: row.iso2,
            m49: row.m49,
            status: row.status,
            admission_date: row.admission_date,
            names: names!(row),
        })
        .collect();
    states.sort_unstable_by(|a, b| a.code.cmp(&b.code));
    Ok(states)
}

async fn groupings(db: &impl ConnectionTrait, all: &Reference) -> Result<Vec<Grouping>> {
    let rows = grouping::Entity::find().order_by_asc(grouping::Column::Position).all(db).await?;
    let mut groupings: Vec<Grouping> = rows
        .into_iter()
        .map(|row| Grouping { code: row.code, names: names!(row), groups: Vec::new() })
        .collect();
    for row in
        state_group::Entity::find().order_by_asc(state_group::Column::Position).all(db).await?
    {
        if let Some(grouping) = groupings.iter_mut().find(|grouping| grouping.code == row.grouping)
        {
            grouping.groups.push(Group { code: row.code, names: names!(row), members: Vec::new() });
        }
    }
    for row in group_member::Entity::find().all(db).await? {
        let member = GroupMember {
            state: at(all, &row.state)?,
            span: Span { from: row.valid_from, to: row.valid_to },
        };
        let grouping = groupings.iter_mut().find(|grouping| grouping.code == row.grouping);
        let group = grouping.and_then(|grouping| {
            grouping.groups.iter_mut().find(|group| group.code == row.group_code)
        });
        if let Some(group) = group {
            group.members.push(member);
        }
    }
    let groups = groupings.iter_mut().flat_map(|grouping| &mut grouping.groups);
    groups.for_each(|group| group.members.sort_unstable_by_key(|member| member.state));
    Ok(groupings)
}

async fn organizations(db: &impl ConnectionTrait, all: &Reference) -> Result<Vec<Organization>> {
    let mut organizations: Vec<Organization> =
        (organization::Entity::find().all(db).await?.into_iter())
            .map(|row| Organization {
                code: row.code,
                as_of: row.as_of,
                note: row.note,
                names: names!(row),
                members: Vec::new(),
            })
            .collect();
    organizations.sort_unstable_by(|a, b| a.code.cmp(&b.code));
    for row in membership::Entity::find().all(db).await? {
        let membership = Membership {
            state: at(all, &row.state)?,
            status: row.status,
            participation: row.participation,
            span: Span { from: row.valid_from, to: row.valid_to },
            as_of: row.as_of,
            note: row.note,
        };
        if let Some(organization) =
            organizations.iter_mut().find(|organization| organization.code == row.organization)
        {
            organization.members.push(membership);
        }
    }
    organizations
        .iter_mut()
        .for_each(|organization| organization.members.sort_unstable_by_key(|member| member.state));
    Ok(organizations)
}

fn at(all: &Reference, state: &StateCode) -> Result<usize> {
    all.position(state)
        .ok_or_else(|| Error::failure(format!("the reference data name no State {state}")))
}
