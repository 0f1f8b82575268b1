internal import RunModel

/// The line about a quota that is used up: credits or a plan's budget, which no waiting of minutes gives back.
struct QuotaFinding {
    let record: LimitsRecord

    var finding: LimitFinding? {
        guard let first = record.afterQuota.first else { return nil }
        let accepted = record.requests.count { $0.reception == .accepted }
        let status = first.status.map { " with \($0)" } ?? ""
        let said = first.message.map { ": \"\($0)\"" } ?? ""
        return LimitFinding(
            .quota, observed: "used up",
            reason:
                "after \(accepted) requests that were let in the server refused\(status) and named no time "
                + "within minutes\(said); it is no rate limit: add credit or wait until the quota "
                + "begins anew, then run again")
    }
}
