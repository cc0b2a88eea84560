//! Reader of the releases: sums over States, each known within limits.
//!
//! Everything is read from the API alone, except the States' true answers, which only the judge of
//! the attack uses.

use super::{
    attacker::{Attack, Attacked, EVERYBODY, MEMBER_STATES, PUBLIC, SECRETARIAT},
    steps::CYCLES,
};
use crate::world::{Actor, World};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The levels of a choice among three, in the order of the tables.
pub const LEVELS: [&str; 7] = [
    "chosen:not_started",
    "chosen:partly",
    "chosen:in_place",
    "non_response",
    "not_applicable",
    "declined",
    "nothing_new",
];

/// Edition: the cycle, the State, and its number.
pub type Edition = (usize, String, i64);

/// State of a cycle: the editions that are shown to each reader, and the States whose answer was
/// public and is not any more.
#[derive(Clone, Debug)]
pub struct Cycle {
    public: BTreeSet<String>,
    secretariat: BTreeSet<String>,
    left_out: BTreeSet<String>,
}

/// Limits of a sum.
#[derive(Clone, Debug)]
pub struct Limit {
    pub over: Sum,
    pub least: usize,
    pub most: usize,
    /// The cycle of a table; none for changes.
    pub cycle: Option<usize>,
    /// True if only the Secretariat reads it.
    pub for_analysts: bool,
}

/// A sum: States that hold a level, or States that went from one option to another. `None` stands
/// for no value.
#[derive(Clone, Debug)]
pub enum Sum {
    Level(Vec<Edition>, usize),
    Moved(Vec<(Edition, Edition)>, Option<usize>, Option<usize>),
}

/// The States that a release counts on the question, with their editions.
#[derive(Clone, Debug)]
struct Sheet {
    editions: BTreeMap<String, Edition>,
    /// States whose answer is not public.
    hidden: BTreeSet<String>,
}

/// Content of a release on the question.
pub struct ReadRelease {
    pub there: usize,
    pub withheld: usize,
    pub change: bool,
    pub analysts: bool,
}

/// Everything that was answered, shown and released.
pub struct Read {
    /// The public, a State that does not answer, and an analyst.
    readers: [Actor; 3],
    /// The class of each State.
    classes: BTreeMap<String, String>,
    bloc: BTreeSet<String>,
    said: BTreeMap<Edition, usize>,
    /// For each reader: the editions whose answer was ever shown.
    known: [BTreeSet<Edition>; 3],
    /// For each reader: the edition of a State that is shown now.
    shown: [BTreeMap<(usize, String), i64>; 3],
    ever_public: BTreeSet<(usize, String)>,
    /// For each cycle: the States that no longer let their answer be counted. This is not
    /// published, and is taken to be known.
    uncounted: [BTreeSet<String>; 2],
    sheets: BTreeMap<i64, Sheet>,
    limits: Vec<Limit>,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}
/// Returns the counts whose share of `many` States lies in a band. A boundary belongs to the outer
/// band, and a half to the lower one.
fn band(cell: &Value, many: usize) -> (usize, usize) {
    let ends = ["lowerPercent", "upperPercent"].map(|end| number(&cell[end]));
    let is_in = |count: usize| {
        let share = 100 * count;
        let above = ends[0] == 0
            || if ends[0] > 50 { share >= ends[0] * many } else { share > ends[0] * many };
        let below = ends[1] == 100
            || if ends[1] > 50 { share < ends[1] * many } else { share <= ends[1] * many };
        above && below
    };
    let inside: Vec<_> = (0..=many).filter(|count| is_in(*count)).collect();
    (inside[0], inside[inside.len() - 1])
}

impl Read {
    pub async fn of(world: &World) -> Self {
        let public = world.public();
        let query = format!(
            "{{ cycle(key: \"{}\") {{ lattice {{ classes {{ key states }} }} }} organization(code: \"EU\") {{ members {{ state {{ code }} }} }} }}",
            CYCLES[0]
        );
        let read = public.reads(&query).await;
        let classes = read["cycle"]["lattice"][0]["classes"].as_array().unwrap().iter();
        let states = |class: &Value| {
            class["states"].as_array().unwrap().iter().map(text).collect::<Vec<_>>()
        };
        let classes = classes
            .flat_map(|class| states(class).into_iter().map(|state| (state, text(&class["key"]))))
            .collect();
        let bloc = read["organization"]["members"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| text(&one["state"]["code"]))
            .collect();
        let readers = [public, world.germany().focal_point, world.analyst()];
        Self {
            readers,
            classes,
            bloc,
            said: BTreeMap::new(),
            known: Default::default(),
            shown: Default::default(),
            ever_public: BTreeSet::new(),
            uncounted: Default::default(),
            sheets: BTreeMap::new(),
            limits: Vec::new(),
        }
    }

    /// Records an edition of a State.
    pub fn said(&mut self, cycle: usize, state: &str, number: i64, level: usize) {
        self.said.insert((cycle, state.to_owned(), number), level);
    }

    /// Records a State's consent to counting.
    pub fn counts(&mut self, cycle: usize, state: &str, may: bool) {
        if may {
            self.uncounted[cycle].remove(state);
        } else {
            self.uncounted[cycle].insert(state.to_owned());
        }
    }

    /// Reads the shown answers of a State as every reader.
    pub async fn looks_at(&mut self, cycle: usize, state: &str) {
        let query = format!(
            "{{ sharedAnswers(cycle: \"{}\", state: \"{state}\", question: \"A.a.1\") {{ nodes {{ edition }} }} }}",
            CYCLES[cycle]
        );
        for place in [PUBLIC, MEMBER_STATES, SECRETARIAT] {
            let read = self.readers[place].reads(&query).await;
            let edition = read["sharedAnswers"]["nodes"][0]["edition"].as_i64();
            self.shown[place].remove(&(cycle, state.to_owned()));
            let Some(edition) = edition else { continue };
            self.shown[place].insert((cycle, state.to_owned()), edition);
            self.known[place].insert((cycle, state.to_owned(), edition));
            if place == PUBLIC {
                self.ever_public.insert((cycle, state.to_owned()));
            }
        }
    }

    /// Returns the present state of a cycle.
    pub fn picture(&self, cycle: usize) -> Cycle {
        let of = |place: usize| -> BTreeSet<String> {
            self.shown[place]
                .keys()
                .filter(|(of, _)| *of == cycle)
                .map(|(_, state)| state.clone())
                .collect()
        };
        let public = of(PUBLIC);
        let was =
            self.ever_public.iter().filter(|(of, state)| *of == cycle && !public.contains(state));
        Cycle {
            left_out: was.map(|(_, state)| state.clone()).collect(),
            secretariat: of(SECRETARIAT),
            public,
        }
    }

    /// Reads a release that counts a cycle in the given state.
    pub async fn release(&mut self, release: i64, cycle: usize, stood: Cycle) -> ReadRelease {
        let query = format!(
            "{{ release(number: {release}) {{ respondents {{ stateCode edition }}
            tables(within: \"A.a.1\") {{ partition standing rows {{ classes base publishedBase cells {{ level hidden lowerPercent upperPercent }} }} }}
            analystTables(within: \"A.a.1\") {{ partition standing rows {{ classes base sharedBase cells {{ level least most }} }} }}
            changes(within: \"A.a.1\") {{ sinceRelease standing base publishedBase cells {{ from to hidden lowerPercent upperPercent }} }} }} }}"
        );
        let read = self.readers[SECRETARIAT].reads(&query).await["release"].take();
        let counted = read["respondents"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (text(&one["stateCode"]), one["edition"].as_i64().unwrap()));
        let counted = counted.filter(|(state, _)| !stood.left_out.contains(state));
        let editions: BTreeMap<_, _> =
            counted.map(|(state, number)| (state.clone(), (cycle, state, number))).collect();
        let but = |shown: &BTreeSet<String>| {
            editions.keys().filter(|state| !shown.contains(*state)).cloned().collect()
        };
        let (hidden, unread) = (but(&stood.public), but(&stood.secretariat));
        self.sheets.insert(release, Sheet { hidden, editions });
        let sheet = self.sheets[&release].clone();
        let there = self.tables(&read["tables"], cycle, &sheet, false);
        let analysts =
            self.tables(&read["analystTables"], cycle, &Sheet { hidden: unread, ..sheet }, true);
        let since = read["changes"][0]["sinceRelease"].as_i64();
        let gone =
            format!("{{ release(number: {}) {{ withdrawnSince }} }}", since.unwrap_or(release));
        let gone = self.readers[SECRETARIAT].reads(&gone).await["release"]["withdrawnSince"].take();
        let gone: BTreeSet<String> = gone.as_array().unwrap().iter().map(text).collect();
        let change = self.changes(&read["changes"][0], release, &gone);
        ReadRelease {
            there,
            withheld: read["tables"].as_array().unwrap().len() - there,
            change,
            analysts: analysts > 0,
        }
    }

    /// Reads the tables, and returns the number of available ones.
    fn tables(&mut self, tables: &Value, cycle: usize, sheet: &Sheet, for_analysts: bool) -> usize {
        let there: Vec<_> = tables
            .as_array()
            .unwrap()
            .iter()
            .filter(|table| table["standing"] == "GATED")
            .collect();
        for (table, row) in there
            .iter()
            .flat_map(|table| table["rows"].as_array().unwrap().iter().map(move |row| (table, row)))
        {
            let classes: BTreeSet<_> =
                row["classes"].as_array().unwrap().iter().map(text).collect();
            let class = |state: &String| self.classes.get(state).map_or("_rest", String::as_str);
            let is_in =
                |state: &String| table["partition"].is_null() || classes.contains(class(state));
            let all = sheet.editions.keys().filter(|state| is_in(state)).count();
            let over: Vec<_> = sheet
                .hidden
                .iter()
                .filter(|state| is_in(state))
                .map(|state| sheet.editions[state].clone())
                .collect();
            let shown = number(&row[if for_analysts { "sharedBase" } else { "publishedBase" }]);
            assert_eq!(
                (number(&row["base"]), shown),
                (all, all - over.len()),
                "{table:#}\n{sheet:#?}"
            );
            assert!(
                over.is_empty() || over.len() >= if for_analysts { 5 } else { 10 },
                "{table:#}"
            );
            for cell in row["cells"].as_array().unwrap() {
                let level = LEVELS.iter().position(|level| cell["level"] == *level).unwrap();
                let ends = match () {
                    () if for_analysts && cell["least"].is_null() => continue,
                    () if for_analysts => (number(&cell["least"]), number(&cell["most"])),
                    () if cell["hidden"] == "BAND" => band(cell, over.len()),
                    () => continue,
                };
                let over = Sum::Level(over.clone(), level);
                self.limits.push(Limit {
                    over,
                    least: ends.0,
                    most: ends.1,
                    cycle: Some(cycle),
                    for_analysts,
                });
            }
        }
        there.len()
    }

    /// Reads the changes, without States that have left the earlier release. Returns true if any
    /// are available.
    fn changes(&mut self, change: &Value, release: i64, gone: &BTreeSet<String>) -> bool {
        if change["standing"] != "GATED" {
            return false;
        }
        let [before, after] = [change["sinceRelease"].as_i64().unwrap(), release]
            .map(|release| self.sheets[&release].clone());
        // Only the second cycle has changes, since the first.
        let gone = |state: &String| gone.contains(state) || self.uncounted[0].contains(state);
        let both = before
            .editions
            .keys()
            .filter(|state| after.editions.contains_key(*state) && !gone(state));
        let both: Vec<_> = both.collect();
        let hidden = both
            .iter()
            .filter(|state| before.hidden.contains(**state) || after.hidden.contains(**state));
        let over: Vec<_> = hidden
            .map(|state| (before.editions[*state].clone(), after.editions[*state].clone()))
            .collect();
        assert_eq!(
            (number(&change["base"]), number(&change["publishedBase"])),
            (both.len(), both.len() - over.len())
        );
        let option = |of: &Value| {
            of.as_str()
                .map(|of| LEVELS.iter().position(|level| *level == format!("chosen:{of}")).unwrap())
        };
        for cell in
            change["cells"].as_array().unwrap().iter().filter(|cell| cell["hidden"] == "BAND")
        {
            let (least, most) = band(cell, over.len());
            let over = Sum::Moved(over.clone(), option(&cell["from"]), option(&cell["to"]));
            self.limits.push(Limit { over, least, most, cycle: None, for_analysts: false });
        }
        true
    }

    /// Attacks after a release of a cycle that shows something. Returns a sentence for each
    /// determined answer.
    pub fn attack(
        &self,
        cycle: usize,
        shown: &ReadRelease,
        attacked: &mut Attacked,
    ) -> Vec<String> {
        let mut found = Vec::new();
        let kinds = EVERYBODY.iter().filter(|kind| {
            if kind.reader == SECRETARIAT {
                shown.analysts
            } else {
                shown.there > 0 || shown.change
            }
        });
        for kind in kinds {
            let is_read = |limit: &&Limit| {
                (kind.reader == SECRETARIAT || !limit.for_analysts)
                    && (!kind.within || limit.cycle == Some(cycle))
            };
            let limits: Vec<_> = self.limits.iter().filter(is_read).collect();
            let mut attack = Attack::of(&limits, &self.said, &self.known[kind.reader]);
            found.extend(attack.run(kind, &self.bloc, attacked));
        }
        found
    }
}
