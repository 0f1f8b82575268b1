internal import RunModel

/// What the server's own metrics say of whose load it was.
struct ServerChecks {
    let server: ServerSide?

    /// None where the server was not asked, or does not tell.
    func checks() -> [ValidityCheck] {
        guard let server else { return [] }
        return [server.others.map(others), server.preemptions.map(preemptions)].compactMap { $0 }
    }

    private func others(_ found: ServerSide.OtherUsers) -> ValidityCheck {
        ValidityCheck(
            kind: .otherUsers, verdict: found.isFound ? .withCare : .trustworthy,
            value: found.isFound ? found.most : 0, careLimit: 0, unit: .count,
            atSeconds: found.isFound ? found.atSeconds : nil)
    }

    /// Preemptions are the server's way to live with its load, and spoil nothing but what they stand beside.
    private func preemptions(_ found: ServerSide.Preemptions) -> ValidityCheck {
        ValidityCheck(
            kind: .preemptions, verdict: found.stalled > 0 ? .withCare : .trustworthy,
            value: found.total, careLimit: 0, unit: .count,
            atSeconds: found.stalled > 0 ? found.atSeconds : nil)
    }
}
