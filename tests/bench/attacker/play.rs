//! Variants of the simulation: one or several releases, with all rules on, or with one of them
//! switched off.
//!
//! With all rules on:
//!
//! - `all`: One release.
//! - `timeline`: Two releases of one cycle. Between them States withdraw and publish.
//! - `cycles`: Two cycles with few changes of answers, with tables of changes and tables for
//!   analysts. By seed, the earlier cycle is released twice.
//! - `changes`: As `cycles`, but any number of answers change, and some are shown to some readers.
//!   By seed, the later cycle is released twice.
//! - `analysts`: One release or, by seed, two of one cycle, with tables for analysts. Some answers
//!   are shown to some readers.
//!
//! With some rules off:
//!
//! - `gate-alone`: One release without any structural rule. The gate alone protects it.
//! - `r1`: In addition to the declared tables, those of an organization, and of its members and the
//!   other States of each region. Each table satisfies R2 and R4.
//! - `r2`: Every class with a hidden State has a row, and there is no gate, because the gate alone
//!   would suppress the table.
//! - `r3`: Two releases of one cycle. Between them one or two States withdraw. Each release is
//!   gated as if it were the first.
//! - `r3-classes`: The regional groups, and a second partition that differs from them in some
//!   States. Each table satisfies R2 and R4, without the gate.
//! - `r4`: Tables that the gate admitted as bands, written as exact counts.
//! - `r5`: A live total: a release after each of the last submissions. Each release is gated as if
//!   it were the first.
//! - `r6`: One release by the structural rules, in quarters from ten hidden States on, without the
//!   gate.
//! - `pairs-ungated`: As `r6`, but with the gate. For the gate no two States pool their answers.
//! - `changes-ungated`: Two cycles. In the later one, twelve States hide answers that all States
//!   published before. The changes are in quarters from ten hidden States on, without the gate. The
//!   tables pass the gate.
//! - `analysts-ungated`: One release, with the tables for analysts without the gate. The tables for
//!   everybody pass the gate.
//!
//! By seed there is a second partition beside the regional groups: see [`lattice`].

use crate::{
    Options, lattice, sets,
    simulate::{self, Reference, Simulation},
    wide,
    written::{self, WrittenCell},
};
use disclosure::{
    BandRules, Countable, Lattice, Parameters, ReleasedTable, Respondent, Response,
    SimulatedRelease, SimulatedTables, TablePlan, gated_releases, gated_tables, plan,
    release_tables, simulated_releases,
};
use entity::vocabulary::{QuestionCode, StateCode};
use serde_json::Value;
use std::{collections::BTreeSet, fmt};

/// All rules on, or one of them switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Variant {
    All,
    Timeline,
    Cycles,
    Changes,
    Analysts,
    GateAlone,
    R1,
    R2,
    R3,
    R3Classes,
    R4,
    R5,
    R6,
    PairsUngated,
    ChangesUngated,
    AnalystsUngated,
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use clap::ValueEnum as _;
        f.write_str(self.to_possible_value().unwrap().get_name())
    }
}

/// Number of releases for which a live total is followed.
const LIVE: usize = 3;

/// Simulates one cycle or two, and returns everything that everybody can read of it.
pub fn play(
    variant: Variant,
    reference: &Reference,
    simulation: &Simulation,
    options: &Options,
) -> Value {
    let stage = Stage::of(variant, reference, simulation, options);
    let respondents = stage.draw(simulation);
    let seed = simulation.seed;
    let mut shown = match variant {
        Variant::All | Variant::R1 | Variant::R4 => {
            vec![stage.gated(respondents, &Parameters::default())]
        }
        Variant::Timeline => {
            stage.ledger(vec![(0, copy(&respondents)), stage.again(0, respondents)])
        }
        Variant::Cycles => {
            stage.played(stage.few_changes(respondents), &Parameters::default(), |played| {
                played.gated
            })
        }
        Variant::Changes => {
            let releases = stage.changing(stage.shown_to_some(respondents, seed));
            stage.played(releases, &Parameters::default(), |played| played.gated)
        }
        Variant::Analysts => {
            let shown = stage.shown_to_some(respondents, seed);
            let again = (seed % 2 == 1).then(|| stage.again(0, copy(&shown)));
            let releases = [(0, shown)].into_iter().chain(again).collect();
            stage.played(releases, &Parameters::default(), |played| played.gated)
        }
        Variant::ChangesUngated => {
            let later = sets::public_but(stage.next(copy(&respondents), sets::FEW), 12);
            let parameters = Parameters { bands: quarters(), ..Parameters::default() };
            let releases = vec![(0, sets::public_but(respondents, 0)), (1, later)];
            stage.played(releases, &parameters, |played| SimulatedTables {
                changes: played.ungated.changes,
                ..played.gated
            })
        }
        Variant::AnalystsUngated => {
            let releases = vec![(0, stage.shown_to_some(respondents, seed))];
            let shows = |played: SimulatedRelease| SimulatedTables {
                analysts: played.ungated.analysts,
                ..played.gated
            };
            stage.played(releases, &Parameters::default(), shows)
        }
        Variant::GateAlone => vec![stage.gated(respondents, &open())],
        Variant::R2 => vec![stage.ungated(respondents, &open())],
        Variant::R3 => {
            let fewer = respondents.len().saturating_sub(1 + usize::from(seed % 2 == 1));
            let later = copy(&respondents[..fewer]);
            [respondents, later].map(|one| stage.gated(one, &Parameters::default())).into()
        }
        Variant::R3Classes => vec![stage.ungated(respondents, &Parameters::default())],
        Variant::R5 => {
            let from = respondents.len().saturating_sub(LIVE - 1);
            let live = (from..=respondents.len()).map(|until| copy(&respondents[..until]));
            live.map(|one| stage.gated(one, &Parameters::default())).collect()
        }
        Variant::R6 => vec![
            stage.ungated(respondents, &Parameters { bands: quarters(), ..Parameters::default() }),
        ],
        Variant::PairsUngated => {
            let parameters =
                Parameters { bands: quarters(), coalition: 1, ..Parameters::default() };
            vec![stage.gated(respondents, &parameters)]
        }
    };
    match variant {
        Variant::R1 => stage.further(&mut shown[0]),
        Variant::R4 => shown[0].exactly = true,
        _ => {}
    }
    let blocs = &reference.blocs["EU"];
    let few_changes = matches!(variant, Variant::Cycles | Variant::ChangesUngated);
    written::picture(&stage.questions, &shown, blocs, few_changes)
}

/// Returns rules with quarters for few hidden States, so that the gate is needed. With the default
/// bands it suppresses too little for a few cycles to show it.
fn quarters() -> BandRules {
    BandRules { quarter_minimum: 3, ..BandRules::default() }
}

/// Returns parameters by which no set is too small.
fn open() -> Parameters {
    let bands = BandRules { quarter_minimum: 1, half_minimum: 1, inner_minimum: 1 };
    Parameters {
        hidden_minimum: 1,
        state_only_minimum: 0,
        difference_minimum: 0,
        temporal_minimum: 0,
        bands,
        ..Parameters::default()
    }
}

/// Place of a cycle in time, and the counted answers of a release of it.
type Release = (usize, Vec<Respondent>);

struct Stage<'a> {
    reference: &'a Reference,
    simulation: &'a Simulation,
    /// True if the draw is that of `frontier` alone.
    plain: bool,
    questions: Vec<Countable>,
    plans: Vec<TablePlan>,
    lattice: Lattice,
}

impl<'a> Stage<'a> {
    fn of(
        variant: Variant,
        reference: &'a Reference,
        simulation: &'a Simulation,
        options: &Options,
    ) -> Self {
        let (seed, plain) = (simulation.seed, options.plain);
        let mut questions: Vec<Countable> = match plain {
            true => (0..simulation.questions).map(simulate::question).collect(),
            false => wide::questions(simulation.questions, seed),
        };
        if options.one {
            questions =
                vec![questions.swap_remove(usize::try_from(seed).unwrap() % questions.len())];
        }
        let lattice = match variant {
            Variant::R3Classes => lattice::beside(reference, seed),
            _ if plain => reference.lattice.clone(),
            _ => lattice::lattice(reference, seed),
        };
        Self { reference, simulation, plain, plans: plan(&questions), questions, lattice }
    }

    /// Draws the responses to the questions.
    fn draw(&self, simulation: &Simulation) -> Vec<Respondent> {
        if !self.plain {
            return wide::draw(simulation, self.reference, &self.questions);
        }
        let (_, mut respondents) = simulation.draw(self.reference);
        let is_asked = |code: &QuestionCode| self.questions.iter().any(|asked| asked.code == *code);
        respondents.iter_mut().for_each(|one| one.answers.retain(|code, _| is_asked(code)));
        respondents
    }

    fn blocs(&self) -> Vec<BTreeSet<StateCode>> {
        vec![self.reference.blocs["EU"].clone()]
    }

    fn show(
        &self,
        cycle: usize,
        respondents: Vec<Respondent>,
        tables: Vec<ReleasedTable>,
    ) -> WrittenCell {
        let (changes, analysts) = (Vec::new(), Vec::new());
        WrittenCell {
            cycle,
            lattice: self.lattice.clone(),
            respondents,
            tables,
            changes,
            analysts,
            exactly: false,
        }
    }

    /// Returns one release, gated as if it were the first.
    fn gated(&self, respondents: Vec<Respondent>, parameters: &Parameters) -> WrittenCell {
        let counted = copy(&respondents);
        let tables = gated_tables(
            &self.plans,
            counted,
            self.lattice.clone(),
            parameters.clone(),
            self.blocs(),
        );
        self.show(0, respondents, tables)
    }

    /// Returns one release before the attack.
    fn ungated(&self, respondents: Vec<Respondent>, parameters: &Parameters) -> WrittenCell {
        let tables = release_tables(&self.plans, &respondents, &self.lattice, parameters);
        self.show(0, respondents, tables)
    }

    /// Returns a series of releases, each gated beside the earlier ones.
    fn ledger(&self, releases: Vec<Release>) -> Vec<WrittenCell> {
        let counted =
            releases.iter().map(|(cycle, respondents)| (*cycle, copy(respondents))).collect();
        let tables = gated_releases(
            &self.plans,
            counted,
            &self.lattice,
            &Parameters::default(),
            &self.blocs(),
        );
        releases
            .into_iter()
            .zip(tables)
            .map(|((cycle, given), tables)| self.show(cycle, given, tables))
            .collect()
    }

    /// Returns a series of releases with changes and with tables for analysts. `shows` chooses the
    /// content of each release.
    fn played(
        &self,
        releases: Vec<Release>,
        parameters: &Parameters,
        shows: impl Fn(SimulatedRelease) -> SimulatedTables,
    ) -> Vec<WrittenCell> {
        let counted =
            releases.iter().map(|(cycle, respondents)| (*cycle, copy(respondents))).collect();
        let played =
            simulated_releases(&self.plans, counted, &self.lattice, parameters, &self.blocs());
        let show = |((cycle, given), played): (Release, SimulatedRelease)| {
            let SimulatedTables { tables, changes, analysts } = shows(played);
            WrittenCell { changes, analysts, ..self.show(cycle, given, tables) }
        };
        releases.into_iter().zip(played).map(show).collect()
    }

    /// Returns the later release of a cycle, after some States have withdrawn and published.
    fn again(&self, cycle: usize, respondents: Vec<Respondent>) -> Release {
        let left = sets::moved(respondents, self.simulation.seed);
        (cycle, if self.plain { left } else { wide::hushed(left) })
    }

    fn shown_to_some(&self, respondents: Vec<Respondent>, seed: u64) -> Vec<Respondent> {
        let shown = sets::shown_to_some(respondents, seed);
        if self.plain { shown } else { wide::hushed(shown) }
    }

    /// Returns two cycles with few changes of answers. By seed, the earlier one is released twice.
    fn few_changes(&self, respondents: Vec<Respondent>) -> Vec<Release> {
        let twice = !self.plain && self.simulation.seed % 4 == 2;
        let again = twice.then(|| self.again(0, copy(&respondents)));
        let later =
            self.next(copy(again.as_ref().map_or(&respondents, |(_, again)| again)), sets::FEW);
        [(0, respondents)].into_iter().chain(again).chain([(1, later)]).collect()
    }

    /// Returns two cycles with any number of changes. By seed, the later one is released twice.
    fn changing(&self, respondents: Vec<Respondent>) -> Vec<Release> {
        let seed = self.simulation.seed;
        let later = self.shown_to_some(self.next(copy(&respondents), usize::MAX), seed + 1);
        let again = (seed % 2 == 1).then(|| self.again(1, copy(&later)));
        [(0, respondents), (1, later)].into_iter().chain(again).collect()
    }

    /// Returns the next cycle, in which at most `most` States of each region change their answers.
    fn next(&self, respondents: Vec<Respondent>, most: usize) -> Vec<Respondent> {
        let simulation = self.simulation;
        let others = Simulation {
            seed: simulation.seed + 1_000,
            respondents: self.reference.states.len(),
            ..*simulation
        };
        sets::next(respondents, self.draw(&others), &self.lattice, simulation.seed, most)
    }

    /// Adds tables for sets that were not declared.
    fn further(&self, shown: &mut WrittenCell) {
        for partition in sets::undeclared(self.reference, self.simulation.seed) {
            let lattice = Lattice { partitions: vec![partition] };
            let tables =
                release_tables(&self.plans, &shown.respondents, &lattice, &Parameters::default());
            shown.tables.extend(tables.into_iter().filter(|table| table.partition().is_some()));
            shown.lattice.partitions.extend(lattice.partitions);
        }
    }
}

/// Copies responses.
fn copy(respondents: &[Respondent]) -> Vec<Respondent> {
    let said = |said: &Response| Response { levels: said.levels.clone(), shown: said.shown };
    let answers = |one: &Respondent| {
        one.answers.iter().map(|(question, one)| (question.clone(), said(one))).collect()
    };
    respondents
        .iter()
        .map(|one| Respondent { state: one.state.clone(), answers: answers(one) })
        .collect()
}
