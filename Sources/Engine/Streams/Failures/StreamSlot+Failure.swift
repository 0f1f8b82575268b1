internal import RunModel
internal import Transport
internal import Wire

/// Why a request failed, in one line that is never empty.
extension StreamSlot {
    func message(of record: RequestRecord, _ transfer: TransferEnd) -> String {
        memory.refusal ?? redirection(record.status) ?? lineTooLong ?? byUs(record.outcome)
            ?? limitPassed(record.outcome)
            ?? target.messages.line(
                inBand: recorder.inBandError, document: document, transfer: transfer.message)
            ?? target.messages.clean(
                recorder.sentence.text(
                    record, wasRefuted: recorder.wasFinishRefuted, api: target.api),
                isCut: recorder.sentence.isCut)
    }

    /// A coding of the body that we did not ask for and do not undo.
    var unaskedCoding: String? {
        guard !target.asksForCompression else { return nil }
        return GzipText.coding(coding, beginning: document)
    }

    /// That the body could not be read for its coding; nil where it was not that.
    func strangeCoding(_ record: RequestRecord) -> String? {
        guard let name = unaskedCoding, record.outcome == .protocol || !name.contains("gzip")
        else { return nil }
        return "the answer is \(target.messages.clean(name))-coded though none was asked for; "
            + "--compressed reads it"
    }

    private func byUs(_ outcome: Outcome) -> String? {
        switch outcome {
        case .cut: "still in flight when the run ended"
        case .cancelled: "left by us on purpose"
        default: nil
        }
    }

    private var lineTooLong: String? {
        switch decodingError {
        case .dataTooLong(limitBytes: let limit): "an event of more than \(limit >> 20) MiB"
        case .fieldTooLong(limitBytes: let limit):
            "a line of more than \(limit >> 10) KiB that is no data"
        case nil: nil
        }
    }

    private func limitPassed(_ outcome: Outcome) -> String? {
        let limits = worker.plan.timeouts
        return switch outcome {
        case .timeoutConnect: "not connected within \(limits.connect)"
        case .timeoutFirstByte: "no head within \(limits.firstByte)"
        case .timeoutFirstToken: "no output within \(limits.firstToken)"
        case .timeoutGap: "no more output for \(limits.gap)"
        case .timeoutTotal: "not at its end within \(limits.total)"
        default: nil
        }
    }

    private func redirection(_ status: Int?) -> String? {
        guard let status, (300..<400).contains(status) else { return nil }
        guard let redirect else { return "status \(status), a redirect to nowhere" }
        let place = RunPlan.withoutSecrets(url: redirect)
        let path = target.api.path
        let base = place.hasSuffix(path) ? String(place.dropLast(path.count)) : place
        return "status \(status), a redirect to \(target.messages.clean(place)); "
            + "set --base-url to \(target.messages.clean(base))"
    }
}
