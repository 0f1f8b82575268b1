internal import RunModel

/// What it takes to see whether slots are lost.
extension LimitsCost {
    /// Requests, about: the slots are counted once, and then after the streams of each way were left.
    static func leaks(_ plan: LimitsPlan) -> Int {
        guard plan.probes.contains(.leaks) else { return 0 }
        let ways = LimitsPlan.leakCauses.count
        let height = plan.statedStreams ?? plan.maxStreams
        return plan.leakCount * ways + LimitsPlan.leakFilling(height) * (ways + 1)
    }

    mutating func addLeaks(_ plan: LimitsPlan, _ speed: TargetSpeed, isSpeedKnown: Bool) {
        let height = plan.statedStreams ?? plan.maxStreams
        let ways = LimitsPlan.leakCauses.count
        let fill = speed.tokens(
            for: SlotMeasure.length(plan, speed, height + 1), atMost: plan.maxStreamTokens)
        let leave = speed.tokens(for: StreamLeaving.length(speed), atMost: plan.maxStreamTokens)
        let filling = LimitsPlan.leakFilling(height)
        about.add(
            requests: Self.leaks(plan),
            tokens: leave * plan.leakCount * ways + fill * filling * (ways + 1))
        // Fewer that fit in are counted again after each pause.
        let fillings = 1 + ways * (1 + LimitsPlan.leakPauses.count)
        let most = plan.leakCount * ways + filling * fillings
        let each = isSpeedKnown ? max(fill, leave) * 2 : plan.maxStreamTokens
        self.most.add(requests: most, tokens: most * min(each, plan.maxStreamTokens))
        time += SlotMeasure.length(plan, speed, height + 1) * (ways + 1)
        time += (plan.spacing + speed.firstOutput) * (plan.leakCount * ways)
        streams = max(streams, height + 2)
    }
}
