internal import Reactor
internal import RunModel
internal import Transport
internal import Wire

/// What answers at an address, by one question for the list of models: for whoever has measured nothing there.
package struct AddressCheck: Sendable {
    /// What was asked, as it may be shown.
    package let shownURL: String
    /// Nil where no answer came.
    package private(set) var status: Int?
    /// The models that it lists; empty where the answer is no list of them.
    package private(set) var models: [String] = []
    /// Whether the answer is a list, be it an empty one, and whether it holds others than `models`.
    package private(set) var isList = false
    package private(set) var hasMoreModels = false
    /// Of the answer, where it was to be examined.
    package private(set) var answer: ExaminedAnswer?

    /// Asks once, on the calling thread, for ten seconds at most.
    ///
    /// - Parameters:
    ///   - order: Whose first side is meant, with its key.
    ///   - path: Put behind the base URL, such as `/v1`; empty for the base URL itself.
    ///   - manner: Whether the connection and the head are looked at too.
    package init(_ order: RunOrder, path: String = "", manner: Manner = .listOnly) {
        let side = order.sides[0].moved(under: path)
        let url = side.url(of: side.api.modelsPath)
        shownURL = RunPlan.withoutSecrets(url: url)
        var moved = order
        moved.move(to: side)
        guard let target = moved.targets().first else { return }
        do {
            try ask(WorkerTarget(target), manner)
        } catch {
            // No answer is what is told of it.
            status = nil
        }
    }

    /// How it asks.
    package enum Manner: Sendable {
        case listOnly
        /// And looks at the connection and the head.
        case examined
        /// The same, where HTTP/2 may be chosen.
        case offeringHTTP2
    }

    private mutating func ask(_ target: WorkerTarget, _ manner: Manner) throws {
        let loop = try EventLoop(name: "address-check")
        let multi = try MultiHandle(on: loop, streams: 1)
        // Its handle must be gone before libcurl's multi handle is.
        try ask(target, manner, on: multi, loop)
        multi.close()
        loop.close()
    }

    private mutating func ask(
        _ target: WorkerTarget, _ manner: Manner, on multi: MultiHandle, _ loop: EventLoop
    ) throws {
        let limit = TimeLimit()
        loop.add(limit)
        defer { limit.request = nil }
        var list: ModelList?
        let ended: (ModelList?) -> Void = { found in
            list = found
            loop.stop()
        }
        let request =
            manner == .listOnly
            ? try target.modelRequest(on: multi, ended: ended)
            : try target.examinedRequest(
                offersHTTP2: manner == .offeringHTTP2, on: multi, ended: ended)
        limit.request = request
        request.start()
        // A request that fails at once has ended already.
        if request.deadline != nil { try loop.run() }
        status = request.status
        if manner != .listOnly { answer = ExaminedAnswer(request, target.messages) }
        guard let list else { return }
        models = target.fitToShow(list.names)
        isList = list.isList
        hasMoreModels = list.hasMore || models.count < list.names.count
    }

    /// Gives a request up when its time is over.
    private final class TimeLimit: DeadlineSource {
        var request: ModelRequest?

        var deadline: MonotonicInstant? { request?.deadline }

        func deadlinePassed(at now: MonotonicInstant) { request?.deadlinePassed() }
    }
}
