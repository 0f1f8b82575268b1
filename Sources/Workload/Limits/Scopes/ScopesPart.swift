internal import RunModel

/// Asks whose the limits are: for each other caller, of the streams and of the requests.
struct ScopesPart: ProbePart {
    private enum Question {
        case streams(StreamScope)
        case requests(RequestScope)
    }

    /// Those to come.
    private var questions: [Question] = []
    private var current: Question?

    init(_ plan: LimitsPlan) {
        let targets = (plan.callers ?? []).indices.map { $0 + 1 }
        if plan.seeksStreamScopes {
            questions += targets.map { .streams(StreamScope(plan, target: $0)) }
        }
        if plan.seeksRequestScopes {
            questions += targets.map { .requests(RequestScope(plan, target: $0)) }
        }
    }

    mutating func next(_ desk: inout ProbeDesk, at elapsed: Duration) -> Dispatch {
        while true {
            let dispatch: Dispatch
            switch current {
            case .streams(var question):
                dispatch = question.next(&desk, at: elapsed)
                current = .streams(question)
            case .requests(var question):
                dispatch = question.next(&desk, at: elapsed)
                current = .requests(question)
            case nil: dispatch = .finished
            }
            guard case .finished = dispatch else { return dispatch }
            if questions.isEmpty { return .finished }
            current = questions.removeFirst()
        }
    }

    mutating func saw(_ event: RequestEvent, _ desk: inout ProbeDesk) {
        switch current {
        case .streams(var question):
            question.saw(event, desk)
            current = .streams(question)
        case .requests(var question):
            question.saw(event)
            current = .requests(question)
        case nil: break
        }
    }
}
