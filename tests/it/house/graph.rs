//! The graph of files: a file leans on another if it names something that the other defines.

use super::sources::{Source, sources};
use std::collections::{BTreeMap, BTreeSet};

/// A path of names below the root of the crate.
type Path = Vec<String>;

/// Returns the module that a file holds.
fn module(file: &str) -> Path {
    let mut parts: Path = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    if parts == ["lib"] { Vec::new() } else { parts }
}

/// Makes a path that a file names absolute. None for a path outside the crate.
fn absolute(module: &[String], name: &str, modules: &BTreeMap<Path, String>) -> Option<Path> {
    let mut parts = name.split("::").peekable();
    let mut from = module.to_vec();
    match parts.peek().copied() {
        Some("crate") => from.clear(),
        Some("self") => {}
        Some("super") => {
            while parts.next_if_eq(&"super").is_some() {
                from.pop();
            }
            return Some(from.into_iter().chain(parts.map(str::to_owned)).collect());
        }
        Some(first) => {
            let child: Path = from.iter().cloned().chain([first.to_owned()]).collect();
            return modules
                .contains_key(&child)
                .then(|| from.into_iter().chain(parts.map(str::to_owned)).collect());
        }
        None => return None,
    }
    parts.next();
    Some(from.into_iter().chain(parts.map(str::to_owned)).collect())
}

/// The files of a crate, and the names that each module hands on.
struct Crate {
    files: BTreeMap<Path, String>,
    /// The path behind each re-exported name, by module.
    exports: BTreeMap<(Path, String), Path>,
}

impl Crate {
    fn of(sources: &[Source]) -> Self {
        let files: BTreeMap<_, _> =
            sources.iter().map(|source| (module(&source.path), source.path.clone())).collect();
        let mut exports = BTreeMap::new();
        for source in sources {
            let own = module(&source.path);
            for name in source.handed_on() {
                let (Some(path), Some(last)) =
                    (absolute(&own, &name, &files), name.rsplit("::").next())
                else {
                    continue;
                };
                exports.insert((own.clone(), last.to_owned()), path);
            }
        }
        Self { files, exports }
    }

    /// Returns the file that defines a path, behind all re-exports.
    fn file(&self, path: &[String]) -> Option<&str> {
        let mut path = path.to_vec();
        for _ in 0..12 {
            let at =
                (0..=path.len()).rev().find(|length| self.files.contains_key(&path[..*length]))?;
            let key = path.get(at).map(|name| (path[..at].to_vec(), name.clone()));
            match key.and_then(|key| self.exports.get(&key)) {
                Some(behind) if *behind != path[..=at] => {
                    path = behind.iter().cloned().chain(path[at + 1..].iter().cloned()).collect()
                }
                _ => return self.files.get(&path[..at]).map(String::as_str),
            }
        }
        None
    }
}

/// Returns the files that each file leans on. The face of a folder and the files below it belong
/// together: an edge between them is left out.
pub fn edges(below: &str) -> BTreeMap<String, BTreeSet<String>> {
    let sources = sources(below);
    let all = Crate::of(&sources);
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in
        sources.iter().filter(|source| !["lib.rs", "main.rs"].contains(&source.path.as_str()))
    {
        let own = module(&source.path);
        for name in source.names() {
            let Some(to) = absolute(&own, &name, &all.files)
                .and_then(|path| all.file(&path).map(str::to_owned))
            else {
                continue;
            };
            let other = module(&to);
            if to != source.path && !other.starts_with(&own) && !own.starts_with(&other) {
                edges.entry(source.path.clone()).or_default().insert(to);
            }
        }
    }
    edges
}

/// Returns a circle of files, if there is one.
pub fn circle(edges: &BTreeMap<String, BTreeSet<String>>) -> Option<Vec<String>> {
    fn visit<'e>(
        at: &'e str,
        edges: &'e BTreeMap<String, BTreeSet<String>>,
        way: &mut Vec<&'e str>,
        done: &mut BTreeSet<&'e str>,
    ) -> Option<Vec<String>> {
        if let Some(start) = way.iter().position(|file| *file == at) {
            return Some(way[start..].iter().map(|file| (*file).to_owned()).collect());
        }
        if !done.insert(at) {
            return None;
        }
        way.push(at);
        let found =
            edges.get(at).into_iter().flatten().find_map(|next| visit(next, edges, way, done));
        way.pop();
        found
    }
    let mut done = BTreeSet::new();
    edges.keys().find_map(|file| visit(file, edges, &mut Vec::new(), &mut done))
}

#[test]
fn a_circle_is_found() {
    let edges = |pairs: &[(&str, &str)]| {
        let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (from, to) in pairs {
            edges.entry((*from).into()).or_default().insert((*to).into());
        }
        edges
    };
    assert_eq!(circle(&edges(&[("a", "b"), ("b", "c"), ("a", "c")])), None);
    assert_eq!(circle(&edges(&[("a", "b"), ("b", "c"), ("c", "b")])).unwrap(), ["b", "c"]);
}
