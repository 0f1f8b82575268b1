internal import Reactor
internal import RunModel
internal import Transport
internal import Wire

/// A refused request that is not over: its end is known when the target's models are.
struct ParkedRequest {
    let target: WorkerTarget
    let ticket: Ticket
    /// Of the refused attempt.
    let record: RequestRecord
}

/// Asking again in another way what a server refused for the way it was asked.
extension Worker {
    /// Whether a refused request is asked again, written in another way.
    func mends(
        _ remedy: RequestRemedy?, _ slot: StreamSlot, _ ticket: Ticket, _ record: RequestRecord
    ) -> Bool {
        guard let remedy else { return false }
        let target = slot.target
        if remedy == .anotherModel {
            guard target.asksForPlannedModel(ticket, in: slot.manner) else { return false }
            // The stream stays open for those who count.
            openStreams += 1
            parked.append(ParkedRequest(target: target, ticket: ticket, record: record))
            search(target)
            return true
        }
        guard target.learn(remedy, for: ticket, in: slot.manner) else { return false }
        askAgain(ticket, record)
        return true
    }

    private func askAgain(_ ticket: Ticket, _ record: RequestRecord) {
        var record = record
        record.phase = .negotiation
        tally.append(record)
        start(ticket, attempt: record.attempt + 1)
    }

    private func search(_ target: WorkerTarget) {
        switch target.models.next(for: loop.wakeUp) {
        case .wait: break
        case .take: endParked()
        case .ask:
            let model = target.manner.plannedModel
            do throws(TransportError) {
                let request = try target.modelRequest(on: multi) { [unowned self] list in
                    live.modelsTold()
                    let names = target.fitToShow(list?.names ?? [])
                    target.models.conclude(
                        list.map {
                            .init(
                                names, insteadOf: model,
                                hasMore: $0.hasMore || names.count < $0.names.count)
                        } ?? .late)
                    endParked()
                    if !result.isCut { dispatch() }
                }
                modelRequests.append(request)
                live.modelsAsked()
                request.start()
            } catch {
                target.models.conclude(.nothing)
                endParked()
            }
        }
    }

    /// Goes on with the requests of which it is known by now what becomes of them.
    func endParked() {
        let waiting = parked
        parked = []
        for request in waiting {
            guard let finding = request.target.models.finding else {
                parked.append(request)
                continue
            }
            openStreams -= 1
            var record = request.record
            if case .one(let model) = finding {
                request.target.take(model: model)
                askAgain(request.ticket, record)
            } else {
                record.message = request.target.message(record.message, finding)
                close(request.ticket, record)
            }
        }
    }
}
