internal import RunModel

extension RefusalCount {
    private struct Form: Hashable {
        var status: Int?
        var isInBand: Bool
        var isErrorObject: Bool
        var type: String?
        var code: String?
    }

    /// The forms of all refusals, the most frequent first.
    static func counts(_ record: LimitsRecord) -> [RefusalCount] {
        var counts: [Form: RefusalCount] = [:]
        let refused =
            (record.requests + record.tokenRequests).filter(record.isTurnedAway) + record.afterQuota
        for request in refused {
            let isInBand = request.reception == .refused(.inBand)
            let form = Form(
                status: request.status, isInBand: isInBand,
                isErrorObject: request.error?.type != nil,
                type: request.error?.type, code: request.error?.code)
            counts[form, default: RefusalCount(form, message: request.message)].count += 1
        }
        return counts.values.sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    }

    /// Tells it from every other form, for an order that is the same each time.
    private var name: String {
        "\(status ?? 0) \(isInBand) \(isErrorObject) \(type ?? "") \(code ?? "")"
    }

    private init(_ form: Form, message: String?) {
        self.init()
        status = form.status
        isInBand = form.isInBand
        isErrorObject = form.isErrorObject
        type = form.type
        code = form.code
        self.message = message
    }
}
