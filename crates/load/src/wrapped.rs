//! Answers of calls that are made once for each resource, put together in one list with the resource each is about: Batfish keeps them so.

use packetwalk_aws::List;

/// A list of such answers: its key, the key of what each is about, and what the answers are.
pub(crate) struct Wrapped {
    pub(crate) key: &'static str,
    pub(crate) about: &'static str,
    pub(crate) list: List,
    /// Whether each holds a part of what there is.
    pub(crate) partial: bool,
}

const ALL: &[Wrapped] = &[
    Wrapped { key: "LoadBalancerAttributes", about: "LoadBalancerArn", list: List::Attribute, partial: false },
    Wrapped { key: "LoadBalancerListeners", about: "LoadBalancerArn", list: List::Listener, partial: false },
    Wrapped { key: "LoadBalancerTargetHealth", about: "TargetGroupArn", list: List::Target, partial: false },
    Wrapped {
        key: "TransitGatewayPropagations",
        about: "TransitGatewayRouteTableId",
        list: List::TransitGatewayPropagation,
        partial: false,
    },
    // The routes that propagations make aren't among them.
    Wrapped {
        key: "TransitGatewayStaticRoutes",
        about: "TransitGatewayRouteTableId",
        list: List::TransitGatewayRoute,
        partial: true,
    },
];

/// What a top-level key holds, where it is such a list.
pub(crate) fn of(key: &str) -> Option<&'static Wrapped> {
    ALL.iter().find(|wrapped| wrapped.key == key)
}
