internal import RunModel

/// Who held starts back.
extension RunManifest {
    /// More than a few starts waited for a limit that the plan set: a tier's rates and streams, or the most
    /// streams at a time; of the measured requests, and of the window.
    func isHeldByPlan(requests: Int, seconds: Double) -> Bool {
        let held = client.heldBack
        let waited = held.streamsSeconds + held.requestRateSeconds + held.tokenRateSeconds
        return client.delayedStarts * 20 > requests || (client.overdueStarts ?? 0) * 20 > requests
            || waited * 20 > seconds
    }

    /// Starts waited because the server asked for it, or failed.
    var isHeldByServer: Bool {
        let held = client.heldBack
        return (client.unsentStarts ?? 0) > 0
            || held.serverSeconds + (held.failuresSeconds ?? 0)
                > held.requestRateSeconds + held.tokenRateSeconds
    }
}
