//! The pictures in the documents are what the command draws: `SNAPSHOTS=overwrite` draws them anew, for you to look at.

#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

use std::path::Path;
use std::process::Command;

const PICTURES: &[(&str, &[&str])] = &[
    ("blocked.svg", &["walk", "-s", "examples/database", "web", "db:5432", "--format", "svg"]),
    ("egress.svg", &["walk", "-s", "examples/internet-egress", "Red", "8.8.8.8:53/udp", "--format", "svg"]),
    ("transit.svg", &["walk", "-s", "examples/vpc-to-vpc", "HOST-A", "HOST-B:443", "--format", "svg"]),
    ("map.svg", &["map", "-s", "examples/vpc-to-vpc"]),
    ("vpc.svg", &["map", "-s", "examples/internet-egress", "--vpc", "vpc"]),
];

#[test]
fn pictures_are_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for (name, command) in PICTURES {
        let drawn = Command::new(env!("CARGO_BIN_EXE_packetwalk")).args(*command).current_dir(&root).output().unwrap();
        let path = root.join("docs/pictures").join(name);
        if std::env::var("SNAPSHOTS").is_ok_and(|what| what == "overwrite") {
            std::fs::write(&path, &drawn.stdout).unwrap();
        }
        let kept = std::fs::read(&path).unwrap_or_default();
        assert!(kept == drawn.stdout, "docs/pictures/{name} isn't what is drawn: SNAPSHOTS=overwrite");
        assert!(!kept.is_empty(), "{}", String::from_utf8_lossy(&drawn.stderr));
    }
}
