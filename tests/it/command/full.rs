//! A full disk, and a read-only one: the message is clear, nothing is half-made, and the old state
//! goes on working.

use crate::world::Test;
use std::process::Command;

/// Script of the steps. Each step prints its name; a step that fails ends the script.
const SCRIPT: &str = r#"
set -eu
disk=$1 outside=$2 program=$3
fails() { # WORDS COMMAND...: it fails, and says the words
  words=$1; shift
  if said=$("$program" "$@" 2>&1); then echo "it did not fail: $*"; exit 1; fi
  case $said in *"$words"*) ;; *) echo "$*: $said"; exit 1;; esac
}
fill() { dd if=/dev/zero of="$disk/filler" bs=64k 2>/dev/null || true; dd if=/dev/zero of="$disk/filler2" bs=1k 2>/dev/null || true; }
empty() { rm -f "$disk/filler" "$disk/filler2"; }

echo "a first start on a full disk"
mount -t tmpfs -o size=400k tmpfs "$disk"
fails "The disk is full" person first --data-dir "$disk/data"
[ -z "$(find "$disk" -name '*.db*' -o -name 'keys*')" ] || { find "$disk"; exit 1; }
umount "$disk"

mount -t tmpfs -o size=4m tmpfs "$disk"
"$program" person first --data-dir "$disk/data" >/dev/null
"$program" backup "$outside/copy" --data-dir "$disk/data" >/dev/null
"$program" person first --data-dir "$outside/data" >/dev/null
before=$("$program" keys list --data-dir "$disk/data")

echo "a backup onto a full disk"
fill
fails "The disk is full" backup "$disk/backup" --data-dir "$outside/data"
[ "$(ls "$disk" | tr '\n' ' ')" = "data filler filler2 " ] || { ls "$disk"; exit 1; }

echo "a restore on a full disk"
fails "has not been touched" restore "$outside/copy" --replace --data-dir "$disk/data"
[ -z "$(find "$disk" -name '*restoring*' -o -name '*replaced*')" ] || { find "$disk"; exit 1; }
empty
[ "$("$program" keys list --data-dir "$disk/data")" = "$before" ]
[ "$("$program" verify audit --data-dir "$disk/data")" = "0 findings." ]

echo "a disk that can only be read"
mount -o remount,ro "$disk"
for command in "person first" "restore $outside/copy --replace" "serve --port 0" "backup $disk/backup"; do
  fails "national-survey: " $command --data-dir "$disk/data"
done
fails "read-only" backup "$disk/backup" --data-dir "$outside/data"
mount -o remount,rw "$disk"

echo "and then there is room"
"$program" restore "$outside/copy" --replace --data-dir "$disk/data" >/dev/null
"$program" backup "$disk/backup" --data-dir "$disk/data" >/dev/null
[ "$("$program" keys list --data-dir "$disk/data")" = "$before" ]
umount "$disk"
echo "all held"
"#;

#[tokio::test]
async fn a_full_disk_loses_nothing_and_leaves_nothing_half_made() {
    let test = Test::on_sqlite().await;
    let (disk, outside) = (test.folder.join("disk"), test.folder.join("outside"));
    for folder in [&disk, &outside] {
        std::fs::create_dir(folder).unwrap();
    }
    let program = test.program();
    // The script gets its own mount namespace, which ends with it. A user who is not root becomes
    // root in a user namespace.
    let unshare = |arguments: &[&str]| {
        let mut unshare = Command::new("unshare");
        unshare.args(["--mount", "--map-root-user"]).args(arguments);
        unshare.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        unshare.env_remove("DATABASE_URL").env_remove("NATIONAL_SURVEY_DATA_DIR");
        unshare
    };
    let may = unshare(&["mount", "-t", "tmpfs", "tmpfs"])
        .arg(&disk)
        .output()
        .is_ok_and(|output| output.status.success());
    if !may {
        assert!(
            !std::env::var("REQUIRE_FAULTS").is_ok_and(|value| value == "1"),
            "REQUIRE_FAULTS=1, and nothing can be mounted"
        );
        eprintln!("\n*** A FULL DISK WAS NOT TESTED: nothing can be mounted here. ***\n");
        return test.done().await;
    }
    let mut script = unshare(&["sh", "-c", SCRIPT, "sh"]);
    let output = script.arg(&disk).arg(&outside).arg(program.get_program()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.ends_with("all held\n"), "{said}");
    test.done().await;
}
