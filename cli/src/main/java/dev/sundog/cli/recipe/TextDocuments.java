package dev.sundog.cli.recipe;
import java.nio.file.*; import java.util.*;
final class TextDocuments { static List<String> open(List<Path> files){ List<String> out=new ArrayList<>(); var m=tools.jackson.databind.json.JsonMapper.shared(); try { for(Path f:files) for(String l:Files.readAllLines(f)) out.add(m.readTree(l).get("text").stringValue()); } catch(java.io.IOException e){ throw new java.io.UncheckedIOException(e);} return out; } }
