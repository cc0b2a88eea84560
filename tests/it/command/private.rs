//! Privacy: files on the disk are for their owner alone, and no message shows a secret.

use crate::world::{Instance, Test, both};
use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Stdio},
};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

both! {
    async fn files_are_for_their_owner_alone(test: Test) {
        let folder = test.folder.join("inner/data");
        let at = folder.display().to_string();
        // The database is an unserved PostgreSQL database, or a new file. The caller's umask is
        // that of most machines.
        let run = |arguments: &[&str]| {
            let mut shell = Command::new("sh");
            let program = test.program();
            shell.args(["-c", "umask 022; exec \"$0\" \"$@\""]).arg(program.get_program()).args(arguments);
            shell.args(["--data-dir", &at]).stdout(Stdio::null());
            shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?)))).env_remove("NATIONAL_SURVEY_DATA_DIR");
            if test.is_sqlite() { shell.env_remove("DATABASE_URL"); }
            assert!(shell.status().unwrap().success(), "{arguments:?}");
        };
        let copy = test.folder.join("copy").display().to_string();
        run(&["person", "first"]);
        run(&["backup", &copy]);
        fs::set_permissions(&copy, fs::Permissions::from_mode(0o644)).unwrap();
        run(&["restore", &copy, "--replace"]);
        run(&["backup", &(copy.clone() + "2")]);
        assert_eq!((mode(&folder), mode(Path::new(&(copy + "2")))), (0o700, 0o600));
        let mut seen = 0;
        for file in fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            assert_eq!(mode(&path), 0o600, "{}", path.display());
            seen += 1;
        }
        assert!(seen >= if test.is_sqlite() { 4 } else { 1 }, "{seen}");
    }

    async fn a_start_warns_of_what_others_may_read(test: Test) {
        fs::set_permissions(&test.folder, fs::Permissions::from_mode(0o755)).unwrap();
        let file = test.config().database().file;
        if test.is_sqlite() {
            fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        }
        let server = Instance::start(&test, &[]);
        assert!(server.logged().contains("set its mode to 700"), "{}", server.logged());
        assert_eq!(server.logged().contains("national-survey.db is open to other users (mode 640)"), test.is_sqlite());
        server.stops().await;
        fs::set_permissions(&test.folder, fs::Permissions::from_mode(0o700)).unwrap();
        if test.is_sqlite() {
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        }
        let server = Instance::start(&test, &[]);
        assert!(!server.logged().contains("open to other users"), "{}", server.logged());
        drop(server);
        fs::set_permissions(test.config().keys_file(), fs::Permissions::from_mode(0o640)).unwrap();
        assert!(test.refused(&["serve", "--port", "0"]).contains("set its mode to 600"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_sentence_shows_a_secret() {
    let test = Test::on_sqlite().await;
    for (setting, value) in [
        ("DATABASE_URL", "postgres://u:s3cr3t@host:99999/db"),
        ("DATABASE_URL", "postgres://u:s3cr3t@ho st/db"),
        ("DATABASE_URL", "postgres://u:s3cr3t/x@host/db"),
        ("DATABASE_URL", "postgres://u:s3cr3t@host/db?sslmode=s3cr3t"),
        ("DATABASE_URL", "postgres://u:s3cr3t@127.0.0.1:1/db?connect=1"),
        ("DATABASE_URL", "postgres:/u:s3cr3t@host/db"),
        ("DATABASE_URL", "mysql://u:s3cr3t@host/db"),
        ("DATABASE_URL", "[\"postgres://u:s3cr3t@host/db\"]"),
        ("DATABASE_URL", "{s3cr3t=\"s3cr3t\"}"),
        ("NATIONAL_SURVEY_PUBLIC_DATABASE_URL", "postgres://u:s3cr3t@host/db"),
        ("NATIONAL_SURVEY_SMTP_URL", "[\"s3cr3t\"]"),
        ("NATIONAL_SURVEY_SMTP_URL", "s3cr3t"),
        ("NATIONAL_SURVEY_SMTP_URL", "smtp://u:s3cr3t@ho st"),
    ] {
        for command in
            [&["serve", "--port", "0"][..], &["keys", "list"], &["backup", "/nowhere/copy"]]
        {
            let mut program = test.program();
            program
                .env("NATIONAL_SURVEY_ACQUIRE_TIMEOUT_MS", "300")
                .args(command)
                .env(setting, value);
            let output = program.output().unwrap();
            let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            // Only a start looks at the address of the mail server.
            let may_go_on = setting.ends_with("SMTP_URL") && command[0] != "serve";
            assert!(may_go_on || !output.status.success(), "{setting}={value} {command:?}: {said}");
            assert!(
                !said.contains("s3cr3t") && !said.is_empty(),
                "{setting}={value} {command:?}: {said}"
            );
        }
    }
    // A number is a secret too.
    let output =
        test.program().args(["keys", "list"]).env("DATABASE_URL", "8461273").output().unwrap();
    assert!(
        !output.status.success() && !String::from_utf8(output.stderr).unwrap().contains("8461273")
    );
    test.done().await;
}
