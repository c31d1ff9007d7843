package dev.sundog.cli.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

/** The arrows of docs/architecture.md, enforced. */
class ArchitectureTest {
    private static final int AT_LEAST = 150;

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.sundog");

    @Test
    void everyModuleIsSeen() {
        assertThat(CLASSES.size()).isGreaterThan(AT_LEAST);
        for (String module :
                new String[] {
                    "kernels",
                    "model",
                    "inference",
                    "training",
                    "data",
                    "evaluation",
                    "document",
                    "server",
                    "cli"
                }) {
            assertThat(CLASSES)
                    .anyMatch(seen -> seen.getPackageName().startsWith("dev.sundog." + module));
        }
    }

    @Test
    void modulesImportOnlyDownward() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("kernels")
                .definedBy("dev.sundog.kernels..")
                .layer("model")
                .definedBy("dev.sundog.model..")
                .layer("inference")
                .definedBy("dev.sundog.inference..")
                .layer("training")
                .definedBy("dev.sundog.training..")
                .layer("data")
                .definedBy("dev.sundog.data..")
                .layer("evaluation")
                .definedBy("dev.sundog.evaluation..")
                .layer("document")
                .definedBy("dev.sundog.document..")
                .layer("server")
                .definedBy("dev.sundog.server..")
                .layer("cli")
                .definedBy("dev.sundog.cli..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("server")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("inference")
                .mayOnlyBeAccessedByLayers("server", "cli")
                .whereLayer("training")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("evaluation")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("document")
                .mayOnlyBeAccessedByLayers("server", "cli")
                .whereLayer("data")
                .mayOnlyBeAccessedByLayers("cli", "evaluation")
                .whereLayer("model")
                .mayOnlyBeAccessedByLayers(
                        "inference", "training", "data", "evaluation", "document", "server", "cli")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.sundog.(*).(*)..")
                .namingSlices("$1.$2")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void onlyTrainingCallsLibtorch() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.sundog.training..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco.pytorch..", "org.bytedeco.openblas..")
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineWritesToStandardOutput() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.sundog.cli..")
                .should()
                .accessFieldWhere(
                        new DescribedPredicate<JavaFieldAccess>("System.out or System.err") {
                            @Override
                            public boolean test(JavaFieldAccess access) {
                                return access.getTargetOwner().isEquivalentTo(System.class)
                                        && (access.getName().equals("out")
                                                || access.getName().equals("err"));
                            }
                        })
                .check(CLASSES);
    }

    @Test
    void vagueNamesAreNotUsed() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .check(CLASSES);
    }
}
