internal import RunModel

/// Asks whose the limits are: for each other caller, of the streams and of the requests.
struct ScopesPart: ProbePart {
    private enum Question {
        case alone(CallersAlone)
        case streams(StreamScope)
        case requests(RequestScope)

        var target: Int? {
            switch self {
            case .alone: nil
            case .streams(let question): question.target
            case .requests(let question): question.target
            }
        }
    }

    /// Those to come.
    private var questions: [Question] = []
    private var current: Question?
    /// Who was not let in alone, so that nothing is asked of them.
    private var notLetIn: Set<Int> = []

    init(_ plan: LimitsPlan) {
        questions.append(.alone(CallersAlone(plan)))
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
            case .alone(var question):
                dispatch = question.next(&desk, at: elapsed)
                current = .alone(question)
                notLetIn = question.notLetIn
            case .streams(var question):
                dispatch = question.next(&desk, at: elapsed)
                current = .streams(question)
            case .requests(var question):
                dispatch = question.next(&desk, at: elapsed)
                current = .requests(question)
            case nil: dispatch = .finished
            }
            guard case .finished = dispatch else { return dispatch }
            questions.removeAll { $0.target.map(notLetIn.contains) ?? false }
            if questions.isEmpty { return .finished }
            current = questions.removeFirst()
        }
    }

    mutating func saw(_ event: RequestEvent, _ desk: inout ProbeDesk) {
        switch current {
        case .alone(var question):
            question.saw(event)
            current = .alone(question)
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
