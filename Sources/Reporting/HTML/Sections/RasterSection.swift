internal import Analysis

/// Requests as lanes: the picture by which buffering, stalls and queueing are seen.
enum RasterSection {
    static func section(_ summary: RunSummary) -> PageSection? {
        guard let raster = summary.raster, !raster.lanes.isEmpty else { return nil }
        return PageSection(
            "raster", "The streams themselves",
            [
                .wide(
                    RasterChart(raster: raster).figure(
                        name: "raster", title: "One lane per request, one tick per chunk"))
            ])
    }
}
