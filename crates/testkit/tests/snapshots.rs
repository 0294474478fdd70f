//! What loading keeps to, whatever the lists hold.

use packetwalk_testkit::{fixture, load};
use serde_json::Value;

/// Something of every kind that has an id.
const NETWORK: &str = "
vpc main 10.0.0.0/16 2600:1f18:0::/56
acl one
rule one in 100 allow all 0.0.0.0/0
table t
subnet a 10.0.1.0/24 zone a acl one table t
sg web
allow web in tcp:443 0.0.0.0/0
host web a 10.0.1.10 sg web
igw gw
eigw out
nat n a 10.0.1.200 public 54.0.0.1
list 00000001 10.0.0.0/8
list-unread 00000002
endpoint e 00000003
eip spare 54.0.0.9
vpc other 10.1.0.0/16
subnet b 10.1.1.0/24 zone a
peer p main other
tgw core
tgw-table aa core
attach 0a core b table aa
tgw-route aa 10.1.0.0/16 0a
";

/// Lists whose elements have no id of their own: they are told apart by what they say.
const NAMELESS: &[&str] = &["Entries", "Routes", "Associations", "TransitGatewayRouteTablePropagations"];

/// The element with one key left out or another text in it, in every way.
fn changed(element: &Value) -> Vec<Value> {
    let Value::Object(map) = element else { return Vec::new() };
    let change = |(key, value): (&String, &Value)| {
        let (mut without, mut other) = (map.clone(), map.clone());
        without.remove(key);
        let text = value.as_str().map(|text| format!("{text}1"));
        other.extend(text.map(|text| (key.clone(), text.into())));
        [without, other].map(Value::Object)
    };
    map.iter().flat_map(change).collect()
}

#[test]
fn what_is_described_in_two_ways_is_told_with_both_places() {
    let files = fixture::expand(NETWORK).unwrap();
    let mut tried = 0;
    for (at, (name, text)) in files.iter().enumerate() {
        let document: Value = serde_json::from_str(text).unwrap();
        let (key, list) = document.as_object().unwrap().iter().next().unwrap();
        if NAMELESS.contains(&key.as_str()) {
            continue;
        }
        let contradicts = |other: Value| {
            let mut files = files.clone();
            let mut document = document.clone();
            document[key].as_array_mut().unwrap().push(other);
            files[at].1 = serde_json::to_string_pretty(&document).unwrap();
            let network = load(&files).unwrap();
            let told = format!("is described differently here than at {name}:");
            network.snapshot().problems().iter().any(|problem| problem.message.contains(&told) && problem.file == *name)
        };
        let first = list.get(0).unwrap();
        assert!(!contradicts(first.clone()), "{name}: said twice, and no contradiction");
        assert!(changed(first).into_iter().any(contradicts), "{name}: nothing told of another description");
        tried += 1;
    }
    assert!(tried > 14, "{tried} kinds are too few");
}

#[test]
fn a_list_of_thousands_is_read_as_a_short_one_is() {
    const MANY: usize = 5000;
    let addresses = (0..MANY).map(|n| format!("eip e{n} 54.1.{}.{}\n", n / 250, n % 250));
    let mut files = fixture::expand(&addresses.collect::<String>()).unwrap();
    let mut document: Value = serde_json::from_str(&files[0].1).unwrap();
    document["Addresses"][4321]["PublicIp"] = "54.1.1".into();
    document["Addresses"][17]["PublicIp"] = 54.into();
    files[0].1 = serde_json::to_string(&document).unwrap();
    let network = load(&files).unwrap();
    let places: Vec<_> = network.snapshot().problems().iter().map(|problem| problem.pointer.as_str()).collect();
    assert_eq!(places, ["/Addresses/17", "/Addresses/4321/PublicIp"]);
    // All others are there, in their order.
    let spare: Vec<_> = network.plain().spare_addresses.into_iter().map(|(id, _)| id).collect();
    let wanted: Vec<_> = (0..MANY).filter(|n| ![17, 4321].contains(n)).map(|n| format!("eipalloc-e{n}")).collect();
    assert_eq!(spare, wanted);
}

/// A load balancer, whose parts are described one by one.
const BALANCED: &str = "
vpc main 10.0.0.0/16
subnet a 10.0.1.0/24
host client a 10.0.1.10 sg open
host web a 10.0.1.20 sg open
host out a 10.0.1.30 sg open
nlb front a=10.0.1.100 internal
targets web tcp:80 web out=unhealthy
listener front tcp:80 web
attribute front load_balancing.cross_zone.enabled true
attribute front deletion_protection.enabled false
";

/// Batfish keeps answers about load balancers in lists, each beside the ARN that it is about.
#[test]
fn answers_in_a_list_with_what_they_are_about_are_read() {
    let plain = fixture::expand(BALANCED).unwrap();
    let of = |files: &[(String, String)], start: &str| -> Vec<(String, Value)> {
        let files = files.iter().filter(|(name, _)| name.starts_with(start));
        files.map(|(name, text)| (name.clone(), serde_json::from_str(text).unwrap())).collect()
    };
    let arn = |key: &str, id: &str| of(&plain, key)[0].1[key][0][id].clone();
    let (balancer, group) = (arn("LoadBalancers", "LoadBalancerArn"), arn("TargetGroups", "TargetGroupArn"));
    let mut wrapped: packetwalk_testkit::Files = plain
        .iter()
        .filter(|(name, _)| !name.starts_with("TargetHealth") && !name.starts_with("Attributes"))
        .cloned()
        .collect();
    wrapped.retain(|(name, _)| !name.starts_with("Listeners"));
    let health = &of(&plain, "TargetHealthDescriptions")[0].1["TargetHealthDescriptions"];
    let attributes = &of(&plain, "Attributes")[0].1["Attributes"];
    let listeners = &of(&plain, "Listeners")[0].1["Listeners"];
    let all = serde_json::json!({
        "LoadBalancerTargetHealth": [{"TargetGroupArn": group, "TargetHealthDescriptions": health}],
        "LoadBalancerAttributes": [{"LoadBalancerArn": balancer, "Attributes": attributes}],
        "LoadBalancerListeners": [{"LoadBalancerArn": balancer, "Listeners": listeners}, {"Listeners": []}],
    });
    wrapped.push(("whatever.json".to_owned(), serde_json::to_string_pretty(&all).unwrap()));

    let walk = |files: &packetwalk_testkit::Files| {
        let network = load(files).unwrap();
        let request = packetwalk::Request::parse("client", "front:80").unwrap();
        let story = packetwalk::ask(&network, &request).unwrap();
        let shares = story.forward.hops.iter().flat_map(|hop| &hop.decisions).flat_map(|decision| &decision.shares);
        let places: Vec<String> = shares.filter_map(|share| Some(share.place.as_ref()?.pointer.clone())).collect();
        let problems: Vec<String> =
            network.snapshot().problems().iter().map(|problem| problem.pointer.clone()).collect();
        (story.verdict, story.summary, places, problems)
    };
    let (theirs, ours) = (walk(&wrapped), walk(&plain));
    assert_eq!((&theirs.0, &theirs.1), (&ours.0, &ours.1));
    assert_eq!(theirs.3, ["/LoadBalancerListeners/1"]);
    let cited = theirs.2.iter().any(|pointer| pointer.starts_with("/LoadBalancerListeners/0/Listeners/0"));
    assert!(cited, "{:?}", theirs.2);
}

/// A Classic Load Balancer, and one of the same name in another account.
const CLASSIC: &str = "
vpc main 10.0.0.0/16
subnet a 10.0.1.0/24
host client a 10.0.1.10 sg open
host web a 10.0.1.20 sg open
clb front a=10.0.1.100 internal
set eni-front-a /Groups [{\"GroupId\": \"sg-open\"}]
clb-listener front tcp:80 80
clb-instances front web
clb-cross-zone front false
";
const NAMESAKE: &str = "
account 222222222222
vpc other 10.9.0.0/16
subnet b 10.9.1.0/24
sg their
host their b 10.9.1.20 sg their
clb front b=10.9.1.100 internal
set front /DNSName \"internal-front-2.eu-west-1.elb.amazonaws.com\"
clb-instances front their=OutOfService
without sg-open
clb-cross-zone front true
";

/// Answers about a Classic Load Balancer don't say about which: the file's name does, and the account's folder.
#[test]
fn classic_load_balancers_are_known_by_the_names_of_files() {
    let (ours, theirs) = (fixture::expand(CLASSIC).unwrap(), fixture::expand(NAMESAKE).unwrap());
    let within = |account: &str, files: packetwalk_testkit::Files| -> packetwalk_testkit::Files {
        files.into_iter().map(|(name, text)| (format!("{account}/eu-west-1/{name}"), text)).collect()
    };
    let both = [within("111122223333", ours.clone()), within("222222222222", theirs)].concat();
    let verdict = |files: &packetwalk_testkit::Files, to: &str| {
        let network = load(files).unwrap();
        let story = packetwalk::ask(&network, &packetwalk::Request::parse("client", to).unwrap()).unwrap();
        let problems: Vec<String> =
            network.snapshot().problems().iter().map(|problem| problem.message.clone()).collect();
        (story.verdict, problems)
    };
    let (alone, problems) = verdict(&ours, "front:80");
    assert_eq!((alone, problems.len()), (packetwalk::Verdict::Always, 0), "{problems:?}");
    assert_eq!(verdict(&both, "internal-front-1.eu-west-1.elb.amazonaws.com:80"), (alone, Vec::new()));

    let network = load(&both).unwrap();
    let listed: Vec<_> = network.ends().into_iter().filter(|end| end.kind == "balancer").collect();
    let ids: Vec<_> = listed.iter().map(|end| (end.id.as_str(), end.name.as_deref(), end.addresses.len())).collect();
    let id = ["internal-front-1.eu-west-1.elb.amazonaws.com", "internal-front-2.eu-west-1.elb.amazonaws.com"];
    assert_eq!(ids, id.map(|id| (id, Some("front"), 1)));
    assert!(
        packetwalk::Request::parse("client", "front:80").is_ok_and(|asked| packetwalk::ask(&network, &asked).is_err())
    );

    let untied = ours.into_iter().map(|(name, text)| (name.replace("classicloadbalancer_front", "mine"), text));
    let (verdict, problems) = verdict(&untied.collect(), "front:80");
    assert_eq!(verdict, packetwalk::Verdict::Unknown);
    let told = problems.iter().filter(|problem| problem.contains("such as classicloadbalancer_web: it is left out"));
    assert_eq!(told.count(), 2, "{problems:?}");
}

const TWO_ENDPOINTS: &str = "
vpc main 10.0.0.0/16
subnet vpn 10.0.1.0/24
subnet other 10.0.2.0/24
host web vpn 10.0.1.30 sg open
cvpn aa 10.200.0.0/22
cvpn-target aa vpn 10.0.1.20
cvpn-rule aa 10.0.0.0/16 all
cvpn bb 10.204.0.0/22
cvpn-target bb other 10.0.2.20
cvpn-rule bb 10.0.0.0/16 all
";

/// What is cut off of one Client VPN endpoint's rules, in as many answers as there are, is no other's.
#[test]
fn answers_about_one_client_vpn_endpoint_leave_others_as_they_are() {
    let mut files = fixture::expand(TWO_ENDPOINTS).unwrap();
    files.extend(["one", "two"].map(|page| {
        let name = format!("AuthorizationRules.cvpn-endpoint-bb.{page}.json");
        (name, r#"{"AuthorizationRules": [], "NextToken": "eyJ2IjoiMiJ9"}"#.to_owned())
    }));
    let network = load(&files).unwrap();
    let verdict = |from: &str| {
        let request = packetwalk::Request::parse(from, "web:443").unwrap();
        packetwalk::ask(&network, &request).unwrap().verdict
    };
    assert_eq!(verdict("cvpn-endpoint-aa"), packetwalk::Verdict::Always);
    assert_eq!(verdict("cvpn-endpoint-bb"), packetwalk::Verdict::Unknown);
}
