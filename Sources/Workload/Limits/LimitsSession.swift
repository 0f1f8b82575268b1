package import RunModel

/// Finds out an API's limits: first how fast it is, then how many streams it lets in and when it frees
/// their slots, then how many requests in a window.
package struct LimitsSession: Dispatcher {
    private enum Stage {
        /// Next: streams, requests, done.
        case baseline(BaselinePart)
        /// Next: requests, done.
        case streams(StreamsPart)
        /// Next: done.
        case requests(RequestsPart)
        /// Last. Waits until nothing is in flight.
        case done
    }

    private var desk: ProbeDesk
    private var stage = Stage.baseline(BaselinePart())

    package init(_ plan: LimitsPlan) {
        desk = ProbeDesk(plan)
    }

    package var reactsToAnswers: Bool { true }
    package var plannedEnd: Duration? { nil }

    package mutating func next(elapsed: Duration, open: Int) -> Dispatch {
        while true {
            let dispatch: Dispatch
            switch stage {
            case .baseline(var part):
                dispatch = part.next(&desk, at: elapsed)
                stage = .baseline(part)
            case .streams(var part):
                dispatch = part.next(&desk, at: elapsed)
                stage = .streams(part)
            case .requests(var part):
                dispatch = part.next(&desk, at: elapsed)
                stage = .requests(part)
            case .done: return .finished
            }
            guard case .finished = dispatch else { return dispatch }
            stage = following
        }
    }

    package mutating func saw(_ event: RequestEvent) {
        desk.note(event)
        switch stage {
        case .baseline(var part):
            part.saw(event, &desk)
            stage = .baseline(part)
        case .streams(var part):
            part.saw(event, &desk)
            stage = .streams(part)
        case .requests(var part):
            part.saw(event, &desk)
            stage = .requests(part)
        case .done: break
        }
    }

    private var following: Stage {
        let probes = desk.plan.probes
        let requests =
            probes.contains(.requests) ? Stage.requests(RequestsPart(desk.plan)) : .done
        switch stage {
        case .baseline(let part):
            if part.isHopeless { return .done }
            let wantsStreams = probes.contains(.streams) || probes.contains(.release)
            return wantsStreams ? .streams(StreamsPart(desk.plan)) : requests
        case .streams: return requests
        case .requests, .done: return .done
        }
    }
}
