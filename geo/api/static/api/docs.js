// Shows the description of the API with Swagger UI, which is served from here.
const place = document.getElementById("api-description");

window.SwaggerUIBundle({
  url: place.dataset.url,
  domNode: place,
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  docExpansion: "list",
  validatorUrl: null,
  supportedSubmitMethods: ["get"],
});
