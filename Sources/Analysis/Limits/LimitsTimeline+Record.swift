internal import RunModel

extension LimitsTimeline {
    init(_ record: LimitsRecord) {
        self.init()
        let origin = record.manifest.origin
        entries = record.allRequests.compactMap { request in
            guard let sent = request.instants.sent ?? request.instants.started,
                let closed = request.instants.closed
            else { return nil }
            let state: State =
                switch request.reception {
                case .accepted: .accepted
                case .refused: .refused
                case .noAnswer: record.closesOnRefusal ? .refused : .noAnswer
                case .failed: .failed
                }
            let answered =
                state == .accepted ? request.instants.firstOutput : request.instants.head
            var entry = Entry(
                request: request.request, probe: request.probe?.rawValue ?? "",
                round: request.round, isStreaming: request.mode == .streaming,
                sent: (sent - origin).seconds, answered: answered.map { ($0 - origin).seconds },
                closed: (closed - origin).seconds, state: state, status: request.status,
                ending: Self.ending(request))
            entry.serverRequestId = request.serverRequestID
            return entry
        }
    }

    private static func ending(_ request: RequestRecord) -> String {
        switch request.departure {
        case .close?: "cancel"
        case .reset?: "cut"
        // `cut` is a connection that we reset.
        case nil where request.outcome == .cut: "interrupted"
        case nil: request.outcome.isSuccess ? "end" : request.outcome.rawValue
        }
    }
}
