//! What a map of a network is made of.

use packetwalk::{Request, ask, chart, render};
use packetwalk_testkit::{fixture, load};

const NETWORK: &str = "\
vpc main 10.0.0.0/16
table out
subnet public 10.0.1.0/24 zone a table out
subnet private 10.0.2.0/24 zone b
igw gw
route out 0.0.0.0/0 igw-gw
nat n public 10.0.1.9 public 54.0.0.9
host web public 10.0.1.10
host app private 10.0.2.10
host db private 10.0.2.11
vpc far 10.9.0.0/16
subnet there 10.9.1.0/24
peer both main far
tgw t
attach a t private
";

#[test]
fn a_chart_holds_what_stands_and_counts_the_rest() {
    let network = load(&fixture::expand(NETWORK).unwrap()).unwrap();
    let chart = chart(&network);
    let ids: Vec<&str> = chart.resources.iter().map(|known| known.resource.id.as_str()).collect();
    let expected = [
        "nat-n",
        "pcx-both",
        "vpc-far",
        "vpc-main",
        "igw-gw",
        "subnet-private",
        "subnet-public",
        "subnet-there",
        "tgw-t",
        "tgw-attach-a",
    ];
    assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>(), expected.iter().collect());
    let crowds: Vec<_> = chart.interfaces.iter().map(|(subnet, count)| (subnet.as_str(), *count)).collect();
    assert_eq!(crowds, [("subnet-private", 2), ("subnet-public", 1)], "gateways' own interfaces aren't counted");
    let subnet = |id: &str| chart.resources.iter().find(|known| known.resource.id == id).unwrap();
    assert_eq!(subnet("subnet-public").zone.as_deref(), Some("eu-west-1a"));
    assert_eq!(subnet("subnet-public").region.as_deref(), Some("eu-west-1"));
    assert_eq!((subnet("subnet-public").public, subnet("subnet-private").public), (Some(true), Some(false)));
}

#[test]
fn load_balancers_and_target_groups_are_known_by_their_arns() {
    let network = "\
vpc main 10.0.0.0/16
subnet front 10.0.1.0/24
host client front 10.0.1.20 sg open
host one front 10.0.1.11 sg open
alb site front=10.0.1.10 sg open internal
targets web http:80 one
listener site http:80 web
";
    let network = load(&fixture::expand(network).unwrap()).unwrap();
    let request = Request::parse("client", "site:80").unwrap();
    let story = ask(&network, &request).unwrap();
    let arns: Vec<_> = story.resources.iter().filter_map(|known| known.arn.as_deref()).collect();
    assert!(arns.iter().any(|arn| arn.contains(":loadbalancer/app/site/")), "{arns:?}");
    assert!(arns.iter().any(|arn| arn.contains(":targetgroup/web/")), "{arns:?}");
    let printed = render::ra::render(&story);
    assert!(printed.contains(":loadbalancer/app/site/"), "{printed}");
}
