package import RunModel
internal import Statistics

extension ModeComparison {
    /// Nil without pairs.
    init?(_ record: JudgedRecord, _ numbers: RunNumbers) {
        let found = AnswerPairs(record.measured)
        guard found.count > 0 else { return nil }
        pairs = found.count
        completePairs = found.complete.count
        rounds = Set(found.complete.map(\.round)).count
        let lengths = Self.difference(.outputTokens, found, record)
        differences = PairedDifference.Quantity.allCases.compactMap { quantity in
            let isOfTime = quantity == .endToEnd && lengths?.isDifferent == true
            let notes = [
                isOfTime ? SummaryNote.unequalLengths : "",
                Double(found.lost.count) > 0.05 * Double(found.count)
                    ? SummaryNote.incompletePairs : "",
            ]
            return Self.difference(
                quantity, found, record,
                note: notes.filter { !$0.isEmpty }.joined(separator: "; "))
        }
        let bounds = PairedDifference.Quantity.allCases.compactMap { quantity in
            PairedBound(
                quantity,
                found.complete.compactMap { quantity.sample($0, record) }
                    .map { $0.streaming - $0.nonStreaming },
                lost: found.lost)
        }
        self.bounds = bounds.isEmpty ? nil : bounds
        var absence = ""
        do throws(BreakEven.Absence) {
            breakEven = try BreakEven(found.complete)
        } catch {
            absence = error.rawValue
        }
        recoveries = ResponseMode.allCases.compactMap { Recovery($0, record, found) }
        claims = []
        guard let documentation = Documentation.held(against: record.manifest) else { return }
        claims = ClaimJudge(
            comparison: self, numbers: numbers, breakEvenAbsence: absence
        ).claims().map { claim in
            var claim = claim
            claim.source = documentation.source
            return claim
        }
    }

    private static func difference(
        _ quantity: PairedDifference.Quantity, _ pairs: AnswerPairs, _ record: JudgedRecord,
        note: String = ""
    ) -> PairedDifference? {
        PairedDifference(
            quantity, pairs.complete.compactMap { quantity.sample($0, record) }, note: note)
    }

    /// The difference in one quantity; nil where no pair has it.
    package func difference(_ quantity: PairedDifference.Quantity) -> PairedDifference? {
        differences.first { $0.quantity == quantity }
    }

    /// Nil where no pair was lost.
    package func bound(_ quantity: PairedDifference.Quantity) -> PairedBound? {
        bounds?.first { $0.quantity == quantity }
    }

    package func recovery(_ mode: ResponseMode) -> Recovery? {
        recoveries.first { $0.mode == mode }
    }
}
