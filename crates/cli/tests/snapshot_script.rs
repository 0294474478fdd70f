//! The script that makes a snapshot, run with a stand-in for the AWS CLI that answers from an example.

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "the stand-in is a file")]

use snapbox::cmd::{Command, cargo_bin};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use tempfile::TempDir;

/// Answers `aws ec2 OPERATION …` with the example's file for it; refuses what the example doesn't have, as IAM would.
const AWS: &str = r#"#!/bin/sh
echo "$*" >> "$CALLS"
case "$*" in
*describe-vpn-connections*) printf '%s\n' '{"VpnConnections": [{"VpnConnectionId": "vpn-1", "Category": "VPN",
    "CustomerGatewayConfiguration": "<key>\"sesame\"</key>\n", "Options": {"TunnelOptions": [
    {"PreSharedKey": "sesame", "TunnelInsideCidr": "169.254.1.0/30"}]}}]}'; exit ;;
sts*Account*) echo 111122223333; exit ;;
*"TransitGatewayRouteTables[]"*) echo tgw-rtb-06c8754bba5a41b1f; exit ;;
*"PrefixLists[]"* | *"LoadBalancers[]"* | *"TargetGroups[]"* | *"LoadBalancerDescriptions[]"*) exit ;;
*"ClientVpnEndpoints[]"*) exit ;;
esac
operation=${2#describe-}
operation=${operation#search-}
operation=${operation#get-}
for file in "$EXAMPLE/$operation.json" "$EXAMPLE/$operation"-tgw-rtb-*.json; do
    test -f "$file" && cat "$file" && exit
done
echo "UnauthorizedOperation" >&2
exit 254
"#;

#[test]
fn the_script_makes_a_snapshot() {
    let folder = TempDir::new().unwrap();
    let bin = folder.path().join("bin");
    fs::create_dir(&bin).unwrap();
    fs::write(bin.join("aws"), AWS).unwrap();
    fs::set_permissions(bin.join("aws"), fs::Permissions::from_mode(0o755)).unwrap();
    let script = Command::new(cargo_bin!("packetwalk")).arg("snapshot-script").output().unwrap().stdout;

    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/vpc-to-vpc");
    let made = Command::new("sh")
        .args(["-s", "shot"])
        .stdin(script)
        .current_dir(folder.path())
        .env("PATH", format!("{}:/usr/bin:/bin", bin.display()))
        .env("EXAMPLE", example)
        .env("CALLS", folder.path().join("calls"))
        .env("AWS_REGION", "us-east-1")
        .assert()
        .success();
    let said = String::from_utf8_lossy(&made.get_output().stderr).into_owned();
    assert!(said.contains("not read: describe-managed-prefix-lists"), "{said}");

    let calls = fs::read_to_string(folder.path().join("calls")).unwrap();
    for call in calls.lines() {
        let reads = [
            "ec2 describe-",
            "ec2 get-",
            "ec2 search-",
            "elb describe-",
            "elbv2 describe-",
            "directconnect describe-",
            "ecs list-",
            "ecs describe-",
            "rds describe-",
            "network-firewall list-",
            "networkmanager list-",
            "networkmanager get-",
            "network-firewall describe-",
            "sts get-caller-identity",
        ];
        assert!(reads.iter().any(|read| call.starts_with(read)), "{call:?} does more than read");
    }
    let shot = folder.path().join("shot/111122223333/us-east-1");
    let connections = fs::read_to_string(shot.join("describe-vpn-connections.json")).unwrap();
    assert!(connections.contains("169.254.1.0/30") && !connections.contains("sesame"), "{connections}");
    let left = fs::read_dir(&shot).unwrap().flatten().map(|file| file.file_name().into_string().unwrap());
    let left: Vec<_> = left.filter(|name| name.starts_with('.')).collect();
    assert!(left.is_empty(), "{left:?} are left over");
    let walk = ["walk", "-s", "shot", "HOST-A", "HOST-B:443", "--brief"];
    Command::new(cargo_bin!("packetwalk")).args(walk).current_dir(folder.path()).assert().code(0);
}
