internal import RunModel

/// An address without what may be secret in it: a user, a password, a query.
enum ForeignEndpoint {
    static func plain(_ address: String) -> String {
        RunPlan.withoutUser(String(address.prefix { $0 != "?" && $0 != "#" }))
    }
}
