internal import RunModel

/// The numbers as the rows of a summary.
extension RunNumbers {
    /// Of the whole run first, then of each round. The rows of `others`, which have values of their own in a
    /// summary, stand between the two.
    func rows(with others: [SummaryRow]) -> [SummaryRow] {
        modes.flatMap { $0.rows() } + runRows() + modes.flatMap { $0.meanRows() } + others
            + rounds.flatMap { $0.rows() }
            + classes.flatMap { one in one.modes.flatMap { $0.rows(ofClass: one.name) } }
    }

    /// What is not of one mode's measured requests.
    private func runRows() -> [SummaryRow] {
        [window, clientCPU].compactMap { $0.map { SummaryRow($0, nil) } }
            + ResponseMode.allCases.compactMap { mode in
                clientCPUPerRequest[mode].map { SummaryRow($0, mode) }
            }
            + [sharedCPUPerRequest].compactMap { $0.map { SummaryRow($0, nil) } }
            + (networkProbe?.estimates ?? []).map { SummaryRow($0, nil) }
            + otherPhases.map { SummaryRow($0.requests, $0.mode, phase: $0.phase) }
    }
}

extension ModeNumbers {
    fileprivate func rows(ofClass requestClass: String? = nil) -> [SummaryRow] {
        Self.fields.flatMap { field in
            field.write(self).map {
                SummaryRow(
                    $0.estimate, mode, connection: $0.connection, round: round,
                    requestClass: requestClass)
            }
        }
    }

    fileprivate func meanRows() -> [SummaryRow] {
        RoundQuantity.allCases.compactMap { quantity in
            roundMeans[quantity].map { SummaryRow($0, mode) }
        }
    }
}

/// The numbers read back from rows, in one pass.
extension RunNumbers {
    init(rows: [SummaryRow]) {
        var places: [Place: PlacedRows] = [:]
        var classNames: [String] = []
        for row in rows {
            guard row.phase == .measured else {
                if let mode = row.mode {
                    otherPhases.append(
                        PhaseCount(mode: mode, phase: row.phase, requests: row.estimate))
                }
                continue
            }
            let place = Place(mode: row.mode, round: row.round, requestClass: row.requestClass)
            places[place, default: PlacedRows()].add(row)
            if let name = row.requestClass, classNames.last != name { classNames.append(name) }
        }
        let run = places[Place(mode: nil, round: nil)] ?? PlacedRows()
        window = run[.window, .value]
        clientCPU = run[.clientCPU, .share]
        sharedCPUPerRequest = run[.clientCPUPerRequest, .mean]
        networkProbe = Percentiles { run[.networkProbe, $0] }
        for mode in ResponseMode.allCases {
            guard let whole = places[Place(mode: mode, round: nil)] else { continue }
            clientCPUPerRequest[mode] = whole[.clientCPUPerRequest, .mean]
            guard whole[.requests, .count] != nil else { continue }
            modes.append(ModeNumbers(mode: mode, round: nil, whole))
        }
        for mode in ResponseMode.allCases {
            let found = places.filter {
                $0.key.mode == mode && $0.key.round != nil && $0.key.requestClass == nil
            }
            .sorted { ($0.key.round ?? 0) < ($1.key.round ?? 0) }
            rounds += found.map { ModeNumbers(mode: mode, round: $0.key.round, $0.value) }
        }
        classes = classNames.map { name in
            ClassNumbers(
                name: name,
                modes: ResponseMode.allCases.compactMap { mode in
                    places[Place(mode: mode, round: nil, requestClass: name)].map {
                        ModeNumbers(mode: mode, round: nil, $0)
                    }
                })
        }
    }

    private struct Place: Hashable {
        let mode: ResponseMode?
        let round: Int?
        var requestClass: String?
    }
}

extension ModeNumbers {
    fileprivate init(mode: ResponseMode, round: Int?, _ rows: PlacedRows) {
        self.init(mode: mode, round: round)
        for field in Self.fields { field.read(rows, &self) }
        for quantity in RoundQuantity.allCases {
            roundMeans[quantity] = rows[quantity.metric, .roundMean]
        }
    }
}
