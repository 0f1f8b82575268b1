/// Who makes a request, as limits may tell callers apart.
struct LimitCaller: Sendable, Equatable {
    /// Empty for requests without one.
    var key: String
    var model = ""
    /// The client's IP address.
    var address = ""
    /// Unlike that of any other connection.
    var connection: UInt64 = 0

    /// Under which those have one account that share their limits. A key's own is the key; no key holds a line break.
    func name(in scope: LimitScope, tier: String?) -> String {
        switch scope {
        case .key: key
        case .account: "\naccount \(tier ?? "")"
        case .model: "\nmodel \(model)\n\(key)"
        case .address: "\naddress \(address)"
        case .connection: "\nconnection \(connection)"
        }
    }

    /// The same where somebody may read it.
    func masked(in scope: LimitScope, tier: String?) -> String {
        let key = KeyDirectory.masked(key)
        return switch scope {
        case .key: key
        case .account: "account \(tier ?? "")"
        case .model: "\(key) model \(model)"
        case .address: "address \(address)"
        case .connection: "\(key) connection \(connection)"
        }
    }
}
