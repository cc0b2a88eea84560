//! Builds the web client and writes the table of embedded files to `OUT_DIR/files.rs`.
//!
//! Node.js builds a copy of the sources in `OUT_DIR`, so that the source tree stays unchanged. If
//! Node.js is missing or its build fails, the crate still builds, warns, and serves a page that
//! says so. `NATIONAL_SURVEY_CLIENT=required` makes this an error. `NATIONAL_SURVEY_CLIENT=skip`
//! does not try to build.

use std::{
    env,
    fmt::Write,
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

/// Sources of the client's build, relative to this crate. Only a change of these runs the build
/// again.
const SOURCES: [&str; 9] = [
    ".npmrc",
    "package.json",
    "package-lock.json",
    "vite.config.js",
    "lingui.config.js",
    "pages.js",
    "index.html",
    "developer",
    "src",
];

/// Files whose change installs the packages again.
const PACKAGES: [&str; 3] = [".npmrc", "package.json", "package-lock.json"];

const WISH: &str = "NATIONAL_SURVEY_CLIENT";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={WISH}");
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let wish = env::var(WISH).unwrap_or_default();
    let built = match wish.as_str() {
        "skip" => Err(format!("{WISH}=skip")),
        "" | "required" => build(&out.join("client")),
        other => panic!("{WISH} is `skip`, `required` or unset, not `{other}`"),
    };
    let files = built.unwrap_or_else(|why| {
        assert!(wish != "required", "the web client is required, and was not built: {why}");
        println!("cargo::warning=the web client was not built: {why}");
        if wish.is_empty() {
            println!("cargo::warning=touch client/package.json to have it tried again");
        }
        Vec::new()
    });
    fs::write(out.join("files.rs"), code(&files)).expect("OUT_DIR can be written");
}

/// Builds the client in `home`. Returns its files, or the reason why there are none.
fn build(home: &Path) -> Result<Vec<(String, PathBuf)>, String> {
    if Command::new("node").arg("--version").output().is_err() {
        // If Node.js appears on the PATH, the build runs again.
        println!("cargo::rerun-if-env-changed=PATH");
        return Err("there is no Node.js (20.19 or later)".to_owned());
    }
    copy(home).map_err(|error| format!("its sources can't be copied: {error}"))?;
    install(home)?;
    run(Command::new("node").args(["node_modules/vite/bin/vite.js", "build"]).current_dir(home))?;
    let mut files = Vec::new();
    list(&home.join("dist"), "", &mut files)
        .map_err(|error| format!("its files can't be listed: {error}"))?;
    files.sort();
    Ok(files)
}

/// Copies the sources to `home`, and removes files there that are no longer sources.
fn copy(home: &Path) -> io::Result<()> {
    fs::create_dir_all(home)?;
    for entry in fs::read_dir(home)? {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("node_modules") {
            fs::remove_dir_all(path)?;
        }
    }
    SOURCES.iter().try_for_each(|source| copy_all(Path::new(source), &home.join(source)))
}

fn copy_all(from: &Path, to: &Path) -> io::Result<()> {
    if from.is_file() {
        return fs::copy(from, to).map(drop);
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy_all(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

/// Installs the packages of the lock file, unless they were installed last. No package's scripts
/// run.
fn install(home: &Path) -> Result<(), String> {
    let wanted: String =
        PACKAGES.iter().filter_map(|name| fs::read_to_string(home.join(name)).ok()).collect();
    let installed = home.join("node_modules/.installed");
    if fs::read_to_string(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    run(Command::new(npm).args(["ci", "--ignore-scripts", "--prefer-offline"]).current_dir(home))?;
    fs::write(installed, wanted).map_err(|error| format!("node_modules can't be written: {error}"))
}

/// Runs a command to its end. A failure returns the last lines of its output.
fn run(command: &mut Command) -> Result<(), String> {
    let name = format!("{command:?}");
    let output =
        command.env("NO_COLOR", "1").output().map_err(|error| format!("{name}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
    Err(format!("{name} failed: {}", lines[lines.len().saturating_sub(12)..].join(" | ")))
}

/// Lists all files below `folder`, with their paths from there.
fn list(folder: &Path, at: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = format!("{at}{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            list(&path, &format!("{name}/"), files)?;
        } else {
            files.push((name, path));
        }
    }
    Ok(())
}

/// Returns the table of embedded files as code. `name.br` is the brotli form of `name`.
fn code(files: &[(String, PathBuf)]) -> String {
    let mut code = String::from("&[\n");
    for (name, path) in files.iter().filter(|(name, _)| !name.ends_with(".br")) {
        let brotli = files.iter().find(|(other, _)| other.strip_suffix(".br") == Some(name));
        let brotli =
            brotli.map_or("None".to_owned(), |(_, path)| format!("Some(include_bytes!({path:?}))"));
        let kind = content_type(name);
        writeln!(code, "File {{ path: {name:?}, kind: {kind:?}, plain: include_bytes!({path:?}), brotli: {brotli} }},")
            .expect("a String takes everything");
    }
    code.push(']');
    code
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("ttf") => "font/ttf",
        Some("woff2") => "font/woff2",
        _ => panic!("{name}: tell client/build.rs its media type"),
    }
}
