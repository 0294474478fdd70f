//! Answers of calls that are made once for each resource, put together in one list with the resource each is about: Batfish keeps them so.

/// A list of such answers: its key, the key of what each is about, and the answer's own.
pub(crate) struct Wrapped {
    pub(crate) key: &'static str,
    pub(crate) about: &'static str,
    pub(crate) list: &'static str,
}

/// A transit gateway's static routes aren't among them: they needn't be all routes of their table.
const ALL: &[Wrapped] = &[
    Wrapped { key: "LoadBalancerAttributes", about: "LoadBalancerArn", list: "Attributes" },
    Wrapped { key: "LoadBalancerListeners", about: "LoadBalancerArn", list: "Listeners" },
    Wrapped { key: "LoadBalancerTargetHealth", about: "TargetGroupArn", list: "TargetHealthDescriptions" },
    Wrapped {
        key: "TransitGatewayPropagations",
        about: "TransitGatewayRouteTableId",
        list: "TransitGatewayRouteTablePropagations",
    },
];

/// What a top-level key holds, where it is such a list.
pub(crate) fn of(key: &str) -> Option<&'static Wrapped> {
    ALL.iter().find(|wrapped| wrapped.key == key)
}
