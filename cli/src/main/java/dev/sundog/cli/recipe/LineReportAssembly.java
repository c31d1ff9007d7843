package dev.sundog.cli.recipe;
final class LineReportAssembly { static void write(Recipe recipe, String recipeText, java.util.List<BuiltStage> built, java.nio.file.Path line, double seconds) {} }
