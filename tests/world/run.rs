//! One folder for all files of a run of the tests. It is removed when the run ends, in any way.
//!
//! A shell waits for the end of a pipe that this process holds. When the process has finished,
//! panicked or been killed, the pipe closes. The shell then stops the server that runs in the
//! folder, if there is one, and removes the folder.

use std::{
    io::Write as _,
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

/// Script of the shell. Its input gives the folder. Later lines give the commands that stop
/// servers.
const WATCH: &str = r#"
trap '' HUP INT TERM
read -r folder
while read -r line; do stop="$stop $line;"; done
if [ -n "$stop" ]; then sh -c "$stop" >/dev/null 2>&1; fi
rm -rf "$folder"
"#;

/// The folder of this run, and the shell that watches it.
pub struct Run {
    folder: PathBuf,
    watch: std::sync::Mutex<Child>,
}

static RUN: OnceLock<Run> = OnceLock::new();

/// Returns the run of this process.
pub fn run() -> &'static Run {
    RUN.get_or_init(|| {
        let folder = roomy().join(format!("national-survey-test-{}", std::process::id()));
        let mut watch = Command::new("sh")
            .args(["-c", WATCH])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap();
        writeln!(watch.stdin.as_mut().unwrap(), "{}", folder.display()).unwrap();
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Run { folder, watch: watch.into() }
    })
}

impl Run {
    /// Creates a fresh folder inside the run's folder.
    pub fn fresh(&self, what: &str) -> PathBuf {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let folder = self.folder.join(format!("{what}-{}", NUMBER.fetch_add(1, Ordering::Relaxed)));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// Runs this shell command at the end, before the folder is removed.
    pub fn at_the_end(&self, command: &str) {
        writeln!(self.watch.lock().unwrap().stdin.as_mut().unwrap(), "{command}").unwrap();
    }
}

/// Returns a folder in memory if there is enough of it, or else the folder for temporary files.
fn roomy() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let free = Command::new("df").args(["-Pk", "/dev/shm"]).output().ok().and_then(|out| {
        let text = String::from_utf8(out.stdout).ok()?;
        text.lines().nth(1)?.split_whitespace().nth(3)?.parse::<u64>().ok()
    });
    if memory.is_dir() && free.unwrap_or(0) > 2 * 1024 * 1024 {
        memory.into()
    } else {
        std::env::temp_dir()
    }
}
