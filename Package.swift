// swift-tools-version: 6.2
// The rooms of tacet. Every dependency points down the list of docs/architecture.md; Tests/LayeringTests reads the
// imports of every file and fails on an arrow that is not there.
import PackageDescription

let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

func room(_ name: String, uses rooms: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: rooms, swiftSettings: house)
}

/// Rooms that do nothing but work on bytes and values: optimized for the tests too, which takes a fifth of their work away
/// (docs/decisions/0033).
func laborious(_ name: String, uses rooms: [Target.Dependency] = []) -> Target {
    .target(
        name: name, dependencies: rooms,
        swiftSettings: house + [.unsafeFlags(["-O"], .when(configuration: .debug))])
}

func tests(_ name: String, of rooms: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: rooms, resources: resources, swiftSettings: house)
}

let package = Package(
    name: "tacet",
    products: [
        .library(name: "CounselingPractice", targets: ["Practice"]),
        .executable(name: "tacet", targets: ["tacet"]),
        // For the tests alone, which load it in front of libcrypto.
        .library(name: "CheapScrypt", type: .dynamic, targets: ["CheapScrypt"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
    targets: [
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "CPlatform"),
        // What several tests need; no room depends on it.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: house),
        tests("CPlatformTests", of: ["CPlatform"]),
        laborious("Cryptography", uses: ["COpenSSL", "CPlatform"]),
        tests("CryptographyTests", of: ["Cryptography", "COpenSSL"], resources: [.copy("Vectors")]),
        laborious("AgeFile", uses: ["Cryptography"]),
        tests("AgeFileTests", of: ["AgeFile", "Cryptography", "TestSupport"], resources: [.copy("Vectors")]),
        laborious("Vault", uses: ["AgeFile", "Cryptography"]),
        tests("VaultTests", of: ["Vault", "Cryptography", "TestSupport", "CheapTestScrypt"]),
        laborious("AuditTrail", uses: ["Vault", "Cryptography"]),
        tests("AuditTrailTests", of: ["AuditTrail", "Vault", "Cryptography", "TestSupport"]),
        laborious("RecordStore", uses: ["AuditTrail", "Vault", "Cryptography"]),
        laborious(
            "SQLiteStore",
            uses: [
                "RecordStore", "AuditTrail", "Vault", "Cryptography", "CPlatform",
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        tests(
            "SQLiteStoreTests",
            of: [
                "SQLiteStore", "RecordStore", "AuditTrail", "Vault", "Cryptography",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        room(
            "RecordRoom",
            uses: ["RecordStore", "AuditTrail", "Vault", "Counseling", "AgeFile", "Cryptography", "CPlatform"]),
        room("WordList"),
        tests("WordListTests", of: ["WordList"]),
        laborious("Counseling"),
        tests("CounselingTests", of: ["Counseling"]),
        room(
            "Practice", uses: ["RecordRoom", "SQLiteStore", "Counseling", "AgeFile", "Cryptography", "CPlatform"]),
        tests("PracticeTests", of: ["Practice"]),
        room(
            "PracticeCommands",
            uses: [
                "Practice", "RecordRoom", "Counseling", "Cryptography", "CPlatform", "WordList",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        tests(
            "PracticeCommandsTests",
            of: [
                "PracticeCommands", "RecordRoom", "Counseling", "TestSupport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(name: "tacet", dependencies: ["PracticeCommands"], swiftSettings: house),
        tests("LayeringTests", of: ["TestSupport"]),
        tests(
            "HostileTests",
            of: [
                "Practice", "RecordRoom", "SQLiteStore", "RecordStore", "AuditTrail", "Vault", "AgeFile", "Counseling",
                "Cryptography", "TestSupport", "CheapTestScrypt", .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .target(name: "CheapScrypt", path: "Tests/CheapScrypt"),
        // Linked into the one process that runs all tests.
        .target(name: "CheapTestScrypt", path: "Tests/CheapTestScrypt"),
        tests("TacetTests", of: ["tacet", "TestSupport"]),
    ]
)
