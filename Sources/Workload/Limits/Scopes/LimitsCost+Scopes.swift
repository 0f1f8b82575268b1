internal import RunModel

/// What it takes to see whose the limits are.
extension LimitsCost {
    /// Of an answer that only shows that its caller is let in.
    static let shortTokens = 24

    /// Requests, about.
    static func scopes(_ plan: LimitsPlan) -> Int {
        let callers = plan.callers?.count ?? 0
        return callers
            * (CallersAlone.count(plan) + (plan.seeksStreamScopes ? streamScope(plan) : 0)
                + (plan.seeksRequestScopes ? requestScope(plan) : 0))
    }

    private static func streamScope(_ plan: LimitsPlan) -> Int {
        let height = plan.statedStreams ?? plan.maxStreams
        return 1 + (height + 3 + plan.scopeAsks + 1) * LimitsPlan.scopeRounds
    }

    private static func requestScope(_ plan: LimitsPlan) -> Int {
        1 + (plan.statedRequests ?? 0) + 2 + RequestScope.asks
    }

    mutating func addScopes(_ plan: LimitsPlan, _ speed: TargetSpeed, isSpeedKnown: Bool) {
        let callers = plan.callers?.count ?? 0
        let height = plan.statedStreams ?? plan.maxStreams
        if plan.seeksStreamScopes || plan.seeksRequestScopes {
            let alone = CallersAlone.count(plan) * callers
            about.add(requests: alone, tokens: alone * Self.shortTokens)
            most.add(requests: alone, tokens: alone * Self.shortTokens)
            if plan.probes.contains(.requests) { time += plan.window.duration * 2.1 }
        }
        if plan.seeksStreamScopes {
            let span =
                SlotMeasure.length(plan, speed, height + 1)
                + StreamScope.rest(speed, asks: plan.scopeAsks)
            let each = speed.tokens(for: span, atMost: plan.maxStreamTokens)
            let count = Self.streamScope(plan) * callers
            about.add(requests: count, tokens: count * each)
            let most = isSpeedKnown ? min(each * 2, plan.maxStreamTokens) : plan.maxStreamTokens
            self.most.add(requests: count, tokens: count * most)
            time += span * (LimitsPlan.scopeRounds * callers)
            streams = max(streams, height + plan.scopeAsks + 1)
        }
        if plan.seeksRequestScopes {
            let count = Self.requestScope(plan) * callers
            about.add(requests: count, tokens: count)
            let most =
                (1 + RequestScope.most(plan.statedRequests ?? 0) + RequestScope.asks) * callers
            self.most.add(requests: most, tokens: most)
            time += plan.window.duration * (2.1 * Double(callers))
        }
    }
}
