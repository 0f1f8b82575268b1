internal import RunModel

/// The answers as a server decides that counts a request only when its answer is complete: as many as are under way together
/// are then let in beyond its number.
struct LateCount {
    /// When each request was let in, or refused, at the earliest and the latest, in seconds since the run's origin.
    private var admitted: [ClosedRange<Double>] = []
    private var refused: [ClosedRange<Double>] = []
    /// When answers of those that were let in were complete, in ascending order.
    private var ends: [Double] = []
    private let length: Double

    /// By how much the server's clock may be off, and its window longer or shorter.
    private let tolerance: Double
    /// Places of fixed windows' edges that are tried.
    private static let places = 200

    init(_ record: LimitsRecord) {
        length = record.plan.window.duration.seconds
        tolerance = 0.002 + 0.001 * length
        for (request, observation) in RequestWindow.observations(record) {
            let span = observation.sent...observation.answered
            switch observation.isAdmitted {
            case true?:
                admitted.append(span)
                let end = request.instants.closed.map { ($0 - record.manifest.origin).seconds }
                ends.append(end ?? observation.answered)
            case false?: refused.append(span)
            case nil: break
            }
        }
        ends.sort()
    }

    /// Whether so many explain every answer, in a window that slides or in fixed ones.
    func allows(_ number: Int) -> Bool {
        allows(number) { $0 - length }
            || (0..<Self.places).contains { place in
                let edge = length * Double(place) / Double(Self.places)
                return allows(number) { edge + (($0 - edge) / length).rounded(.down) * length }
            }
    }

    /// `start` is when the window began in which something is decided. Edges that are tried lie between others.
    private func allows(_ number: Int, from start: (Double) -> Double) -> Bool {
        let slack = tolerance + length / Double(Self.places)
        return admitted.allSatisfy {
            count(from: start($0.upperBound) + slack, through: $0.lowerBound - tolerance) < number
        }
            && refused.allSatisfy {
                count(from: start($0.lowerBound) - slack, through: $0.upperBound + tolerance)
                    >= number
            }
    }

    private func count(from low: Double, through high: Double) -> Int {
        max(ends.boundary { $0 > high } - ends.boundary { $0 >= low }, 0)
    }
}
