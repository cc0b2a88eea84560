//! The table of figures and their targets.

use super::options::{Engine, Options};
use serde_json::json;
use std::{
    fs::File,
    io::{Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// Target of a figure.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    None,
    AtLeast(f64),
    AtMost(f64),
}

impl Target {
    fn verdict(self, value: f64) -> &'static str {
        match self {
            Self::None => "",
            Self::AtLeast(least) if value >= least => "PASS",
            Self::AtMost(most) if value <= most => "PASS",
            Self::AtLeast(_) | Self::AtMost(_) => "below",
        }
    }
}

/// Figures of a run, printed as they come.
#[derive(Debug)]
pub struct Report {
    lines: Vec<serde_json::Value>,
    part: &'static str,
}

/// Returns the folder for all files of a run: beside the build, on the same disk.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
}

impl Report {
    pub fn new(options: &Options) -> Self {
        let mut report = Self { lines: Vec::new(), part: "" };
        println!("{}", std::env::args().skip(1).collect::<Vec<_>>().join(" "));
        report.part("machine");
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        report.say(None, "cores", cores as f64, "", Target::None);
        report.say(
            None,
            "durable writes of 4 KiB (fdatasync)",
            syncs(&folder(), options),
            "/s",
            Target::None,
        );
        report
    }

    /// Begins a part of the measurement.
    pub fn part(&mut self, part: &'static str) {
        self.part = part;
        println!("\n== {part}");
    }

    /// Adds one figure.
    pub fn say(
        &mut self,
        engine: Option<Engine>,
        what: &str,
        value: f64,
        unit: &str,
        target: Target,
    ) {
        let engine = engine.map_or(String::new(), |engine| format!("{engine:?}").to_lowercase());
        let wanted = match target {
            Target::None => String::new(),
            Target::AtLeast(least) => format!(">= {least}"),
            Target::AtMost(most) => format!("<= {most}"),
        };
        let verdict = target.verdict(value);
        let digits = if value.abs() < 10.0 { 2 } else { usize::from(value.abs() < 1_000.0) };
        println!("{engine:<9} {what:<66} {value:>11.digits$} {unit:<5} {wanted:>9} {verdict}");
        self.lines.push(json!({
            "part": self.part, "database": engine, "what": what, "value": value, "unit": unit, "target": wanted, "verdict": verdict,
        }));
    }

    /// Writes the requested file, and lists the figures that miss their targets.
    pub fn finish(&self, options: &Options) {
        let below: Vec<_> = self.lines.iter().filter(|line| line["verdict"] == "below").collect();
        println!("\n{} figures, {} below their targets.", self.lines.len(), below.len());
        for line in below {
            println!("  {} {}: {} {}", line["part"], line["database"], line["what"], line["value"]);
        }
        if let Some(file) = &options.json {
            std::fs::write(file, serde_json::to_vec_pretty(&self.lines).unwrap()).unwrap();
        }
    }
}

/// Returns the number of small writes in place per second that this disk makes durable, one after
/// the other, as in a log.
fn syncs(folder: &Path, options: &Options) -> f64 {
    std::fs::create_dir_all(folder).unwrap();
    let file = folder.join("sync-rate");
    let mut open = File::create(&file).unwrap();
    open.write_all(&vec![0; 256 * 4096]).unwrap();
    open.sync_all().unwrap();
    let (span, start, mut count) =
        (options.span().min(Duration::from_secs(2)), Instant::now(), 0_u32);
    while start.elapsed() < span {
        open.seek(SeekFrom::Start(u64::from(count % 256) * 4096)).unwrap();
        open.write_all(&[b'x'; 4096]).unwrap();
        open.sync_data().unwrap();
        count += 1;
    }
    let rate = f64::from(count) / start.elapsed().as_secs_f64();
    std::fs::remove_file(&file).unwrap();
    rate
}
