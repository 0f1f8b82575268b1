package import RunModel

/// About what a limits run takes, told before it starts. Exact are only the bounds: the target's speed and
/// limits decide the rest.
package struct LimitsCost: Sendable, Equatable {
    /// With a target that refuses at the stated limits and frees slots at once.
    package var requests = 0
    /// Asked for with `max_tokens`; streams are left before their end, so fewer are used.
    package var tokens = 0
    package var time = Duration.zero
    /// The most streams at a time.
    package var streams = 1
    /// Steps that the bound on requests leaves out.
    package var isRequestsLeftOut = false

    package init(_ plan: LimitsPlan) {
        // A usual API: the first token after half a second, then one every 30 ms.
        let speed = TargetSpeed(firstOutput: .milliseconds(500), gap: .milliseconds(30))
        add(requests: BaselinePart.requests, tokens: 24, length: .seconds(5))
        if plan.probes.contains(.streams) || plan.probes.contains(.release) {
            addStreams(plan, speed)
        }
        if plan.probes.contains(.requests) { addRequests(plan) }
        requests = min(requests, plan.maxRequests)
    }

    private mutating func add(requests count: Int, tokens each: Int, length: Duration) {
        requests += count
        tokens += count * each
        time += length
    }

    private mutating func addStreams(_ plan: LimitsPlan, _ speed: TargetSpeed) {
        let height = plan.statedStreams ?? plan.maxStreams
        let climb = Climb(plan, round: 0, known: height)
        let tokens = speed.tokens(for: climb.length(speed), atMost: plan.maxStreamTokens)
        let releases = plan.probes.contains(.release) ? ReleaseSteps.requestsAtLeast : 0
        for _ in 0..<plan.rounds {
            add(requests: height + plan.margin, tokens: tokens, length: .zero)
            add(requests: releases, tokens: tokens / 4, length: .zero)
        }
        time += climb.length(speed) * plan.rounds / 2
        streams = max(plan.statedStreams.map { 2 * $0 } ?? height, height + Climb.mostBeyond(plan))
    }

    private mutating func addRequests(_ plan: LimitsPlan) {
        streams = max(streams, SlotWidth.unknown(plan))
        let window = plan.window.duration
        guard let stated = plan.statedRequests else {
            add(requests: max(0, plan.maxRequests - requests), tokens: 1, length: window * 5)
            return
        }
        let count = RequestsPart.cost(of: stated, margin: plan.margin)
        isRequestsLeftOut = requests + count > plan.maxRequests
        guard !isRequestsLeftOut else { return }
        add(requests: count, tokens: 1, length: window * 4.4)
    }
}
