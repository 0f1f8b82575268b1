/// Gunther's universal scalability law: with N requests in flight a target serves
///
/// X(N) = λ N / (1 + σ (N - 1) + κ N (N - 1))
///
/// requests a second. λ is what one in flight gets, σ the share that waits for what all share, κ what each costs all
/// others (Gunther, "Guerrilla Capacity Planning", 2007, chapter 4).
struct ScalabilityLaw: Equatable {
    /// Requests a second.
    let lambda: Double
    let sigma: Double
    let kappa: Double
    /// Root mean square of how far the points lie from it, as a share of it.
    let misfit: Double

    /// Fits N / X = a + b (N - 1) + c N (N - 1), a line in its three unknowns, by least squares of relative
    /// distances, with none of them below 0. Nil where nothing fits.
    ///
    /// - Parameter points: In flight, and served a second; both above 0.
    init?(_ points: [(inFlight: Double, served: Double)]) {
        let rows = points.map { point -> (basis: [Double], value: Double) in
            let n = point.inFlight
            let value = n / point.served
            return ([1 / value, (n - 1) / value, n * (n - 1) / value], 1)
        }
        // Three unknowns: whichever of the two that must not be negative would be is left out.
        let sets: [[Int]] = [[0, 1, 2], [0, 1], [0, 2], [0]]
        let fits = sets.compactMap { set -> (unknowns: [Double], residual: Double)? in
            guard let found = Self.solve(rows, set), found.allSatisfy({ $0 >= 0 }),
                found[0] > 0
            else { return nil }
            let residual = rows.reduce(0.0) { sum, row in
                let fitted = zip(found, row.basis).reduce(0) { $0 + $1.0 * $1.1 }
                return sum + (row.value - fitted) * (row.value - fitted)
            }
            return (found, residual)
        }
        guard let best = fits.min(by: { $0.residual < $1.residual }) else { return nil }
        lambda = 1 / best.unknowns[0]
        sigma = best.unknowns[1] / best.unknowns[0]
        kappa = best.unknowns[2] / best.unknowns[0]
        let squares = points.reduce(0.0) { sum, point in
            let n = point.inFlight
            let law =
                n / (best.unknowns[0] + best.unknowns[1] * (n - 1) + best.unknowns[2] * n * (n - 1))
            let distance = point.served / law - 1
            return sum + distance * distance
        }
        misfit = (squares / Double(max(points.count, 1))).squareRoot()
    }

    /// Requests a second with so many in flight.
    func served(inFlight n: Double) -> Double {
        lambda * n / (1 + sigma * (n - 1) + kappa * n * (n - 1))
    }

    /// In flight where most is served; infinite where it only ever rises.
    var peak: Double { kappa > 0 ? (max(1 - sigma, 0) / kappa).squareRoot() : .infinity }

    /// The normal equations of the unknowns in `set`; the others are 0. Nil where they are singular.
    private static func solve(_ rows: [(basis: [Double], value: Double)], _ set: [Int]) -> [Double]?
    {
        let size = set.count
        var matrix = set.map { i in
            set.map { j in rows.reduce(0) { $0 + $1.basis[i] * $1.basis[j] } }
                + [rows.reduce(0) { $0 + $1.basis[i] * $1.value }]
        }
        for column in 0..<size {
            guard
                let pivot = (column..<size).max(by: {
                    abs(matrix[$0][column]) < abs(matrix[$1][column])
                }), abs(matrix[pivot][column]) > 1e-12 * abs(matrix[column].max() ?? 1)
            else { return nil }
            matrix.swapAt(column, pivot)
            for row in 0..<size where row != column {
                let factor = matrix[row][column] / matrix[column][column]
                for place in column...size { matrix[row][place] -= factor * matrix[column][place] }
            }
        }
        var unknowns = [0.0, 0.0, 0.0]
        for (place, index) in set.enumerated() {
            unknowns[index] = matrix[place][size] / matrix[place][place]
        }
        return unknowns
    }
}
