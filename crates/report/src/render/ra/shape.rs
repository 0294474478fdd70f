//! What Reachability Analyzer prints, as far as configuration tells it.

use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Answer {
    pub(super) network_insights_analyses: [Analysis; 1],
}

#[derive(Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Analysis {
    pub(super) status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status_message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) warning_message: Option<String>,
    /// Missing where nobody can know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) network_path_found: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) filter_in_arns: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) filter_out_arns: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) forward_path_components: Vec<PathComponent>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) return_path_components: Vec<PathComponent>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) explanations: Vec<Explanation>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Component {
    pub(super) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PathComponent {
    pub(super) sequence_number: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) component: Option<Component>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) attached_to: Option<Component>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) subnet: Option<Component>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) vpc: Option<Component>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) transit_gateway: Option<Component>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) inbound_header: Option<Header>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) outbound_header: Option<Header>,
    #[serde(flatten)]
    pub(super) rule: Rule,
}

/// The rule that a component or an explanation is about.
#[derive(Default, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(clippy::struct_field_names, reason = "the fields have AWS's names")]
pub(super) struct Rule {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) acl_rule: Option<AclRule>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) security_group_rule: Option<SecurityGroupRule>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) route_table_route: Option<Route>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) transit_gateway_route_table_route: Option<TransitGatewayRoute>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PortRange {
    pub(super) from: u16,
    pub(super) to: u16,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AclRule {
    pub(super) cidr: String,
    pub(super) egress: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) port_range: Option<PortRange>,
    pub(super) protocol: String,
    pub(super) rule_action: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rule_number: Option<u32>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct SecurityGroupRule {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cidr: Option<String>,
    pub(super) direction: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) security_group_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) prefix_list_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) port_range: Option<PortRange>,
    pub(super) protocol: String,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Route {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) destination_cidr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) destination_prefix_list_id: Option<String>,
    #[serde(flatten)]
    pub(super) target: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) state: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct TransitGatewayRoute {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) destination_cidr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) prefix_list_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) state: Option<String>,
    pub(super) route_origin: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) attachment_id: Option<String>,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Header {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) source_addresses: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) source_port_ranges: Vec<PortRange>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) destination_addresses: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) destination_port_ranges: Vec<PortRange>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) protocol: Option<String>,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(clippy::struct_field_names, reason = "the fields have AWS's names")]
pub(super) struct Explanation {
    pub(super) explanation_code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) direction: Option<&'static str>,
    /// The resource, under the key that its kind has.
    #[serde(flatten)]
    pub(super) resources: BTreeMap<&'static str, Component>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) security_groups: Vec<Component>,
    #[serde(flatten)]
    pub(super) rule: Rule,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) component_account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) component_region: Option<String>,
}
