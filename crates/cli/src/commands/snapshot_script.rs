//! `packetwalk snapshot-script`.

use crate::commands::print;
use crate::exit::{ALWAYS, Failure};
use packetwalk::List;

#[expect(clippy::unnecessary_wraps, reason = "every command gives a code or a failure")]
pub(crate) fn run() -> Result<u8, Failure> {
    print(&script());
    Ok(ALWAYS)
}

const HEAD: &str = "\
#!/bin/sh
# Makes a snapshot folder for packetwalk with the AWS CLI. Every call only reads.
# Usage: sh snapshot.sh [FOLDER]; profile and Region as the AWS CLI has them (AWS_PROFILE, AWS_REGION).
# What a call isn't allowed to read is missing from the snapshot, and walks that need it say so.
# Keys that open tunnels and sessions aren't kept: pre-shared keys of VPN connections, BGP keys of virtual interfaces, and the
# routers' configurations that hold them; nor are environments of Amazon ECS tasks.
set -u
umask 077
account=$(aws sts get-caller-identity --query Account --output text) || exit 1
region=${AWS_REGION:-${AWS_DEFAULT_REGION:-$(aws configure get region)}}
folder=${1:-snapshot}/$account/$region
mkdir -p \"$folder\" || exit 1

secrets='PreSharedKey|CustomerGatewayConfiguration|authKey|customerRouterConfig'

# Keeps an answer only when it is whole, without secrets.
keep() {
    name=$1
    shift
    if \"$@\" --output json > \"$folder/.answer\" &&
        sed -E 's/(\"('\"$secrets\"')\": *)\"([^\"\\\\]|\\\\.)*\"/\\1\"\"/g' \"$folder/.answer\" > \"$folder/.part\"; then
        mv \"$folder/.part\" \"$folder/$name.json\"
    else
        echo \"not read: $name\" >&2
    fi
    rm -f \"$folder/.answer\" \"$folder/.part\"
}

";

const PER_PARENT: &str = "
# Answers that don't say what they are about: the id stands in the file's name.
for table in $(aws ec2 describe-transit-gateway-route-tables \\
    --query 'TransitGatewayRouteTables[].TransitGatewayRouteTableId' --output text); do
    keep \"search-transit-gateway-routes.$table\" aws ec2 search-transit-gateway-routes \\
        --transit-gateway-route-table-id \"$table\" --filters Name=state,Values=active,blackhole
    keep \"get-transit-gateway-route-table-associations.$table\" \\
        aws ec2 get-transit-gateway-route-table-associations --transit-gateway-route-table-id \"$table\"
    keep \"get-transit-gateway-route-table-propagations.$table\" \\
        aws ec2 get-transit-gateway-route-table-propagations --transit-gateway-route-table-id \"$table\"
    keep \"get-transit-gateway-prefix-list-references.$table\" \\
        aws ec2 get-transit-gateway-prefix-list-references --transit-gateway-route-table-id \"$table\"
done
for gateway in $(aws ec2 describe-vpn-gateways --query 'VpnGateways[].VpnGatewayId' --output text) \\
    $(aws ec2 describe-transit-gateways --query 'TransitGateways[].TransitGatewayId' --output text); do
    keep \"describe-direct-connect-gateway-associations.$gateway\" \\
        aws directconnect describe-direct-connect-gateway-associations --associated-gateway-id \"$gateway\"
done
for list in $(aws ec2 describe-managed-prefix-lists --query 'PrefixLists[].PrefixListId' --output text); do
    keep \"get-managed-prefix-list-entries.$list\" \\
        aws ec2 get-managed-prefix-list-entries --prefix-list-id \"$list\"
done

# What is read for each load balancer and target group: the end of the ARN stands in the file's name.
named() { echo \"${1##*:}\" | tr / _; }
for balancer in $(aws elbv2 describe-load-balancers --query 'LoadBalancers[].LoadBalancerArn' --output text); do
    keep \"describe-listeners.$(named \"$balancer\")\" aws elbv2 describe-listeners --load-balancer-arn \"$balancer\"
    keep \"describe-load-balancer-attributes.$(named \"$balancer\")\" \\
        aws elbv2 describe-load-balancer-attributes --load-balancer-arn \"$balancer\"
    case $balancer in *:loadbalancer/app/*) ;; *) continue ;; esac
    for listener in $(aws elbv2 describe-listeners --load-balancer-arn \"$balancer\" \\
        --query 'Listeners[].ListenerArn' --output text); do
        keep \"describe-rules.$(named \"$listener\")\" aws elbv2 describe-rules --listener-arn \"$listener\"
    done
done
for group in $(aws elbv2 describe-target-groups --query 'TargetGroups[].TargetGroupArn' --output text); do
    keep \"describe-target-health.$(named \"$group\")\" aws elbv2 describe-target-health --target-group-arn \"$group\"
    keep \"describe-target-group-attributes.$(named \"$group\")\" \\
        aws elbv2 describe-target-group-attributes --target-group-arn \"$group\"
done

# Of each Classic Load Balancer: its name stands in the file's name.
for balancer in $(aws elb describe-load-balancers --query 'LoadBalancerDescriptions[].LoadBalancerName' --output text); do
    keep \"describe-instance-health.classicloadbalancer_$balancer\" \\
        aws elb describe-instance-health --load-balancer-name \"$balancer\"
    keep \"describe-load-balancer-attributes.classicloadbalancer_$balancer\" \\
        aws elb describe-load-balancer-attributes --load-balancer-name \"$balancer\"
done

# Of each Client VPN endpoint: by which subnets, where to, and for whom.
for endpoint in $(aws ec2 describe-client-vpn-endpoints --query 'ClientVpnEndpoints[].ClientVpnEndpointId' --output text); do
    keep \"describe-client-vpn-target-networks.$endpoint\" \\
        aws ec2 describe-client-vpn-target-networks --client-vpn-endpoint-id \"$endpoint\"
    keep \"describe-client-vpn-routes.$endpoint\" \\
        aws ec2 describe-client-vpn-routes --client-vpn-endpoint-id \"$endpoint\"
    keep \"describe-client-vpn-authorization-rules.$endpoint\" \\
        aws ec2 describe-client-vpn-authorization-rules --client-vpn-endpoint-id \"$endpoint\"
done

# Network firewalls, their policies and rule groups tell of themselves one by one.
for firewall in $(aws network-firewall list-firewalls --query 'Firewalls[].FirewallName' --output text); do
    keep \"describe-firewall.$firewall\" aws network-firewall describe-firewall --firewall-name \"$firewall\"
done
for policy in $(aws network-firewall list-firewall-policies --query 'FirewallPolicies[].Arn' --output text); do
    keep \"describe-firewall-policy.${policy##*/}\" \\
        aws network-firewall describe-firewall-policy --firewall-policy-arn \"$policy\"
done
for group in $(aws network-firewall list-rule-groups --query 'RuleGroups[].Arn' --output text); do
    keep \"describe-rule-group.$(named \"$group\")\" \\
        aws network-firewall describe-rule-group --rule-group-arn \"$group\"
done

# Tasks of Amazon ECS, which say which interfaces they have.
for cluster in $(aws ecs list-clusters --query 'clusterArns[]' --output text); do
    for task in $(aws ecs list-tasks --cluster \"$cluster\" --query 'taskArns[]' --output text); do
        keep \"describe-tasks.${task##*/}\" aws ecs describe-tasks --cluster \"$cluster\" --tasks \"$task\" \\
            --query '{tasks: tasks[].{taskArn: taskArn, clusterArn: clusterArn, group: group, attachments: attachments}}'
    done
done

# Core networks of Cloud WAN: the attachments of VPCs, and the routes of every segment at every edge location.
for attachment in $(aws networkmanager list-attachments --region us-west-2 --attachment-type VPC \\
    --query 'Attachments[].AttachmentId' --output text); do
    keep \"get-vpc-attachment.$attachment\" \\
        aws networkmanager get-vpc-attachment --region us-west-2 --attachment-id \"$attachment\"
done
for core in $(aws networkmanager list-core-networks --region us-west-2 --query 'CoreNetworks[].CoreNetworkId' --output text); do
    global=$(aws networkmanager get-core-network --region us-west-2 --core-network-id \"$core\" \\
        --query CoreNetwork.GlobalNetworkId --output text)
    for segment in $(aws networkmanager get-core-network --region us-west-2 --core-network-id \"$core\" \\
        --query 'CoreNetwork.Segments[].Name' --output text); do
        for edge in $(aws networkmanager get-core-network --region us-west-2 --core-network-id \"$core\" \\
            --query \"CoreNetwork.Segments[?Name=='$segment'].EdgeLocations[]\" --output text); do
            table=\"CoreNetworkSegmentEdge={CoreNetworkId=$core,SegmentName=$segment,EdgeLocation=$edge}\"
            keep \"get-network-routes.$core.$segment.$edge\" aws networkmanager get-network-routes --region us-west-2 \\
                --global-network-id \"$global\" --route-table-identifier \"$table\"
        done
    done
done

echo \"written to $folder\" >&2
";

/// The calls of every list that is read, then those that are asked for one by one.
fn script() -> String {
    let mut calls: Vec<&str> = List::ALL.iter().map(|list| list.call()).filter(|call| !is_per_parent(call)).collect();
    calls.sort_unstable();
    calls.dedup();
    let keep = |call: &&str| {
        let name = call.split(' ').nth(2).unwrap_or(call);
        // Load balancers of both generations are described by calls of one name.
        let classic = if call.starts_with(CLASSIC) { "classic." } else { "" };
        format!("keep {classic}{name} {call}\n")
    };
    format!("{HEAD}{}{PER_PARENT}", calls.iter().map(keep).collect::<String>())
}

/// How calls about Classic Load Balancers start.
const CLASSIC: &str = "aws elb ";

/// Whether a call wants to know about what: it is in the second part of the script.
fn is_per_parent(call: &str) -> bool {
    PER_PARENT.replace("\\\n", " ").lines().any(|line| line.trim_start().starts_with("keep ") && calls(line, call))
}

/// Whether a line of the script makes a call.
fn calls(line: &str, call: &str) -> bool {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let call = words(call);
    words(line).windows(call.len()).any(|window| window == call)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_read_and_nothing_is_written() {
        let script = script();
        let whole = script.replace("\\\n", " ");
        for list in List::ALL {
            let mut kept = whole.lines().filter(|line| line.trim_start().starts_with("keep "));
            assert!(kept.any(|line| calls(line, list.call())), "{} is missing", list.call());
        }
        for line in script.lines().filter(|line| line.contains("aws ") && !line.starts_with('#')) {
            assert!(
                ["describe-", "get-", "search-", "list-", "aws sts", "aws configure get"]
                    .iter()
                    .any(|verb| line.contains(verb)),
                "{line}"
            );
        }
    }
}
