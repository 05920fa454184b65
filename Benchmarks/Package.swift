// swift-tools-version: 6.2
// Measures tacet against what it is built on. A package of its own, so that nobody who builds tacet builds this too.
import PackageDescription

let package = Package(
    name: "tacet-benchmarks",
    dependencies: [.package(name: "tacet", path: "..")],
    targets: [
        .target(
            name: "CBaseline",
            linkerSettings: [.linkedLibrary("crypto"), .linkedLibrary("sqlite3")]),
        // The product brings every room along; some rows measure a room by itself and import it by name.
        .executableTarget(
            name: "Bench", dependencies: ["CBaseline", .product(name: "CounselingPractice", package: "tacet")],
            swiftSettings: [
                .swiftLanguageMode(.v6), .treatAllWarnings(as: .error), .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"), .enableUpcomingFeature("InternalImportsByDefault"),
            ]),
    ]
)
